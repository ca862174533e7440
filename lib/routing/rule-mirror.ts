import { IntentError } from "@/lib/changes/intent-module";
import { isSameJson } from "@/lib/config/clean-manifest";
import type { IntentDestination } from "@/lib/routing/intent-fields";
import {
  numberOf,
  recordOf,
  recordsOf,
  withField,
  withoutFields,
  type Json,
} from "@/lib/routing/json-fields";
import {
  newBackend,
  newIstioDestination,
  readBackend,
  readIstioDestination,
} from "@/lib/routing/rule-destinations";
import type { RouteTable } from "@/lib/routing/route-table";

export type RuleMirror = { readonly destination: IntentDestination; readonly mirrorPercent: number };

/** Where a rule copies requests to; undefined for nowhere. Throws IntentError when a form can't show it. */
export function readMirror(table: RouteTable, rule: Json): RuleMirror | undefined {
  return table.api === "istio" ? readIstio(table, rule) : readGateway(table, rule);
}

/** The rule with the mirror, or with none. */
export function withMirror(table: RouteTable, rule: Json, mirror: RuleMirror | undefined): Json {
  if (mirror !== undefined && rule["redirect"] !== undefined) throw unreadable("redirect");
  if (mirror !== undefined && rule["directResponse"] !== undefined) throw unreadable("direct_response");
  if (mirror !== undefined && rule["delegate"] !== undefined) throw unreadable("delegate");
  if (mirror !== undefined) {
    const current = readMirror(table, rule);
    if (current !== undefined && isSame(current, mirror)) return rule;
  }
  return table.api === "istio" ? writeIstio(table, rule, mirror) : writeGateway(table, rule, mirror);
}

function isSame(left: RuleMirror, right: RuleMirror): boolean {
  const plain = ({ destination, mirrorPercent }: RuleMirror) => [
    destination.name,
    destination.backend ?? "",
    mirrorPercent,
  ];
  return isSameJson(plain(left), plain(right));
}

function readIstio(table: RouteTable, rule: Json): RuleMirror | undefined {
  const list = recordsOf(rule["mirrors"]);
  const single = rule["mirror"];
  if (list.length + (single === undefined ? 0 : 1) > 1) throw unreadable("several_mirrors");
  const [entry] = list;
  if (entry !== undefined) {
    return {
      destination: readIstioDestination(table, entry["destination"]),
      mirrorPercent: percentOf(entry["percentage"]) ?? 100,
    };
  }
  if (single === undefined) return undefined;
  return {
    destination: readIstioDestination(table, single),
    mirrorPercent:
      percentOf(rule["mirrorPercentage"]) ??
      numberOf(rule["mirrorPercent"]) ??
      numberOf(rule["mirror_percent"]) ??
      100,
  };
}

/** A percentage without a value is 0; none at all is the field's default. */
function percentOf(value: unknown): number | undefined {
  return value === undefined || value === null ? undefined : (numberOf(recordOf(value)["value"]) ?? 0);
}

function writeIstio(table: RouteTable, rule: Json, mirror: RuleMirror | undefined): Json {
  if (mirror === undefined) {
    return withoutFields(rule, "mirror", "mirrors", "mirrorPercentage", "mirrorPercent", "mirror_percent");
  }
  const percentage = { value: mirror.mirrorPercent };
  const [entry] = recordsOf(rule["mirrors"]);
  if (entry !== undefined) {
    const destination = destinationFor(table, entry["destination"], mirror);
    return { ...rule, mirrors: [{ ...entry, destination, percentage }] };
  }
  const own = withField(rule, "mirror", destinationFor(table, rule["mirror"], mirror));
  return withoutFields(
    withField(own, "mirrorPercentage", percentage),
    "mirrors",
    "mirrorPercent",
    "mirror_percent",
  );
}

function destinationFor(table: RouteTable, old: unknown, { destination }: RuleMirror): Json {
  if (old !== undefined) {
    try {
      const known = readIstioDestination(table, old);
      if (known.name === destination.name && known.backend === destination.backend) return recordOf(old);
    } catch (error) {
      if (!(error instanceof IntentError)) throw error;
    }
  }
  return newIstioDestination(table.service, destination);
}

const isMirror = (filter: Json) => filter["type"] === "RequestMirror";

function readGateway(table: RouteTable, rule: Json): RuleMirror | undefined {
  const [filter, other] = recordsOf(rule["filters"]).filter(isMirror);
  if (filter === undefined) return undefined;
  if (other !== undefined) throw unreadable("several_mirrors");
  const mirror = recordOf(filter["requestMirror"]);
  const fraction = recordOf(mirror["fraction"]);
  const numerator = numberOf(fraction["numerator"]);
  const share =
    numerator === undefined ? undefined : (numerator / (numberOf(fraction["denominator"]) ?? 100)) * 100;
  return {
    destination: readBackend(table, recordOf(mirror["backendRef"])),
    mirrorPercent:
      numberOf(mirror["percent"]) ?? (share === undefined ? 100 : Math.round(share * 10_000) / 10_000),
  };
}

function writeGateway(table: RouteTable, rule: Json, mirror: RuleMirror | undefined): Json {
  const filters = recordsOf(rule["filters"]);
  if (mirror === undefined) {
    const rest = filters.filter((filter) => !isMirror(filter));
    return withField(rule, "filters", rest.length === 0 ? undefined : rest);
  }
  const at = filters.findIndex(isMirror);
  const requestMirror = {
    backendRef: newBackend(table, mirror.destination),
    ...shareOf(mirror.mirrorPercent),
  };
  const filter = { type: "RequestMirror", requestMirror };
  return { ...rule, filters: at < 0 ? [...filters, filter] : filters.with(at, filter) };
}

/** Gateway API takes whole percentages, and fractions for the rest. */
function shareOf(percent: number): Json {
  if (Number.isInteger(percent)) return { percent };
  const decimals = String(percent).split(".")[1]?.length ?? 0;
  const scale = 10 ** decimals;
  return { fraction: { numerator: Math.round(percent * scale), denominator: 100 * scale } };
}

function unreadable(reason: string): IntentError {
  return new IntentError(`The mirror of this route doesn't fit the form: ${reason}`, {
    field: "destination",
    reason,
  });
}
