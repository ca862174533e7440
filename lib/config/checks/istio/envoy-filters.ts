import { listRule } from "@/lib/config/checks/define-rule";
import { grouped } from "@/lib/config/checks/grouped";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { numberFrom, record, records, specOf, text, type Loose } from "@/lib/config/checks/loose";
import { isRecord } from "@/lib/config/clean-manifest";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";

const onRoutes = ["ROUTE_CONFIGURATION", "HTTP_ROUTE"];
const replaceable = ["NETWORK_FILTER", "HTTP_FILTER", "VIRTUAL_HOST"];

/** The name of the filter that a patch is about: what it puts in, else what it looks for. */
function filterName(patch: Loose, match: Loose): string {
  if (!isRecord(patch["value"])) return "";
  const name = patch["value"]["name"];
  if (name !== undefined && name !== null) return text(name);
  const chain = record(record(match["listener"])["filterChain"]);
  return text(record(chain["filter"])["name"]);
}

type Verdict = "relative" | "replace" | "add" | "remove" | undefined;

function judge(operation: string, applyTo: string): Verdict {
  switch (operation) {
    case "ADD":
      return onRoutes.includes(applyTo) ? "add" : undefined;
    case "REMOVE":
      return onRoutes.includes(applyTo) ? "remove" : "relative";
    case "REPLACE":
      return replaceable.includes(applyTo) ? "relative" : "replace";
    case "INSERT_BEFORE":
    case "INSERT_AFTER":
      return "relative";
    default:
      return undefined;
  }
}

const misused = {
  replace: { code: "IST0152", text: "REPLACE works only on network and HTTP filters and virtual hosts" },
  add: { code: "IST0153", text: "ADD is ignored on routes and route configurations" },
  remove: { code: "IST0154", text: "REMOVE is ignored on routes and route configurations" },
} as const;

function findingOf(
  filter: Manifest,
  verdict: Exclude<Verdict, undefined>,
  at: number,
  { operation, applyTo, isVersioned }: { operation: string; applyTo: string; isVersioned: boolean },
): Finding {
  const path = `spec.configPatches[${at}]`;
  const params = { operation, applyTo };
  if (verdict !== "relative") {
    const { code, text: message } = misused[verdict];
    return findingOn(filter, { code, severity: "error", path, message, params });
  }
  const message = isVersioned
    ? `${operation} without a priority beside a patch of the same filter for some proxy versions: the order is open`
    : `${operation} without a priority: the order against other EnvoyFilters is open`;
  return findingOn(filter, {
    code: isVersioned ? "IST0155" : "IST0151",
    severity: "warning",
    path,
    message,
    params,
  });
}

function findingsOf(filter: Manifest, versioned: Set<string>): readonly Finding[] {
  const spec = specOf(filter);
  const priority = numberFrom(spec["priority"]) ?? 0;
  const findings: Finding[] = [];
  for (const [at, entry] of records(spec["configPatches"]).entries()) {
    if (!isRecord(entry["patch"])) break;
    const patch = entry["patch"];
    const match = record(entry["match"]);
    const name = filterName(patch, match);
    const operation = text(patch["operation"]);
    const applyTo = text(entry["applyTo"]);
    const verdict = judge(operation, applyTo);
    if (verdict !== undefined && !(verdict === "relative" && priority !== 0)) {
      findings.push(findingOf(filter, verdict, at, { operation, applyTo, isVersioned: versioned.has(name) }));
    }
    if (text(record(match["proxy"])["proxyVersion"]) !== "") versioned.add(name);
  }
  return oncePerCode(findings);
}

/** One finding for each code: the first patch, and the others as evidence. */
function oncePerCode(findings: readonly Finding[]): readonly Finding[] {
  return [...grouped(findings, ({ code }) => code).values()].flatMap(([first, ...rest]) => {
    if (first === undefined) return [];
    const evidence = rest.map(({ object, path }) => ({ kind: "object" as const, object, path }));
    return [evidence.length === 0 ? first : { ...first, evidence }];
  });
}

/** IST0151 to IST0155: operations of EnvoyFilters whose place is left open or that Istio ignores. */
export const envoyFilters = listRule({
  codes: ["IST0151", "IST0152", "IST0153", "IST0154", "IST0155"],
  reads: [kindKeys.envoyFilter],
  check: ([filters]) => {
    const versioned = new Set<string>();
    return filters.flatMap((filter) => findingsOf(filter, versioned));
  },
});
