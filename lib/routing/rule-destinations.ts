import { IntentError } from "@/lib/changes/intent-module";
import { isSameJson } from "@/lib/config/clean-manifest";
import { hostFromService, serviceFromHost } from "@/lib/mesh/service-host";
import type { IntentDestination, WeightedIntentDestination } from "@/lib/routing/intent-fields";
import { numberOf, recordOf, recordsOf, textOf, type Json } from "@/lib/routing/json-fields";
import type { RouteTable } from "@/lib/routing/route-table";
import type { ServiceName } from "@/lib/routing/snapshot";

type Home = Pick<RouteTable, "api" | "service" | "port" | "before">;

/**
 * Where a rule sends requests. Throws IntentError with the reason when it sends them nowhere, or to something that is
 * neither a subset of the service nor a service beside it.
 */
export function readDestinations(table: Home, rule: Json): readonly WeightedIntentDestination[] {
  const reason = table.api === "istio" ? istioReason(rule) : gatewayReason(rule);
  if (reason !== undefined) throw unreadable(reason);
  const entries = recordsOf(rule[table.api === "istio" ? "route" : "backendRefs"]);
  const all = entries.map((entry) => ({
    ...(table.api === "istio"
      ? readIstioDestination(table, entry["destination"])
      : readBackend(table, entry)),
    weightPercent:
      entries.length === 1 ? 100 : (numberOf(entry["weight"]) ?? (table.api === "istio" ? 0 : 1)),
  }));
  if (all.length === 0) throw unreadable("no_subset");
  if (all.reduce((sum, { weightPercent }) => sum + weightPercent, 0) !== 100) throw unreadable("weights_sum");
  const names = all.map(({ name, backend }) => `${backend ?? ""}/${name}`);
  if (new Set(names).size !== names.length) throw unreadable("same_destination_twice");
  return all;
}

function istioReason(rule: Json): string | undefined {
  if (rule["redirect"] !== undefined) return "redirect";
  if (rule["directResponse"] !== undefined) return "direct_response";
  return rule["delegate"] === undefined ? undefined : "delegate";
}

function gatewayReason(rule: Json): string | undefined {
  const isRedirect = recordsOf(rule["filters"]).some(({ type }) => type === "RequestRedirect");
  return isRedirect ? "redirect" : undefined;
}

/** A VirtualService's destination: a subset of the service, or a whole service of its namespace. */
export function readIstioDestination(table: Home, value: unknown): IntentDestination {
  const destination = recordOf(value);
  const from = table.before?.metadata.namespace ?? table.service.namespace;
  const named = serviceFromHost(textOf(destination["host"]) ?? "", from);
  const subset = textOf(destination["subset"]);
  if (named === undefined || named.namespace !== table.service.namespace) throw unreadable("other_hosts");
  if (subset === undefined) return { name: named.name, labels: {}, backend: "service" };
  if (named.name !== table.service.name) throw unreadable("other_hosts");
  return { name: subset, labels: {} };
}

/** A backend of Gateway API: a Service of the same namespace. */
export function readBackend(table: Home, backend: Json): IntentDestination {
  const isService =
    (textOf(backend["kind"]) ?? "Service") === "Service" && textOf(backend["group"]) === undefined;
  const namespace = textOf(backend["namespace"]) ?? table.service.namespace;
  if (!isService || namespace !== table.service.namespace) throw unreadable("other_hosts");
  return { name: textOf(backend["name"]) ?? "", labels: {} };
}

/**
 * The rule sending to `wanted`; what stands beside a destination's weight (headers, port) stays. Throws IntentError for
 * a rule that answers by itself (redirect, direct response) or leaves that to another object.
 */
export function withDestinations(
  table: Home,
  rule: Json,
  wanted: readonly WeightedIntentDestination[],
): Json {
  const reason = table.api === "istio" ? istioReason(rule) : gatewayReason(rule);
  if (reason !== undefined) throw unreadable(reason);
  if (isSameDestinations(table, rule, wanted)) return rule;
  const field = table.api === "istio" ? "route" : "backendRefs";
  const known = recordsOf(rule[field]);
  const entries = wanted.map((destination) => {
    const old = known.find((entry) => isEntryOf(table, entry, destination));
    return { ...(old ?? newEntry(table, known, destination)), weight: destination.weightPercent };
  });
  return { ...rule, [field]: entries };
}

function isSameDestinations(table: Home, rule: Json, wanted: readonly WeightedIntentDestination[]): boolean {
  const plain = wanted.map(({ labels: _labels, ...rest }) => rest);
  try {
    const current = readDestinations(table, rule).map(({ labels: _labels, ...rest }) => rest);
    return isSameJson(current, plain);
  } catch (error) {
    if (error instanceof IntentError) return false;
    throw error;
  }
}

function isEntryOf(table: Home, entry: Json, { name, backend }: IntentDestination): boolean {
  try {
    const read =
      table.api === "istio" ? readIstioDestination(table, entry["destination"]) : readBackend(table, entry);
    return read.name === name && (read.backend ?? "") === (backend ?? "");
  } catch (error) {
    if (error instanceof IntentError) return false;
    throw error;
  }
}

function newEntry(table: Home, known: readonly Json[], destination: IntentDestination): Json {
  if (table.api === "gateway") return newBackend(table, destination);
  const own = known.map((entry) => recordOf(entry["destination"]));
  const host = own
    .map(({ host: name }) => textOf(name))
    .find((name) => name !== undefined && isOwn(table, name));
  const port = own[0]?.["port"];
  return {
    destination: newIstioDestination(
      table.service,
      destination,
      host,
      own.every((one) => isSameJson(one["port"] ?? null, port ?? null)) ? port : undefined,
    ),
  };
}

function isOwn(table: Home, host: string): boolean {
  const named = serviceFromHost(host, table.before?.metadata.namespace ?? table.service.namespace);
  return named?.name === table.service.name && named.namespace === table.service.namespace;
}

/** `{host, subset}` for an intent's destination; `host` is how the object writes the service itself. */
export function newIstioDestination(
  service: ServiceName,
  { name, backend }: IntentDestination,
  host = hostFromService(service),
  port?: unknown,
): Json {
  const onPort = port === undefined ? {} : { port };
  if (backend !== "service") return { host, subset: name, ...onPort };
  if (name === service.name) return { host, ...onPort };
  return { host: hostFromService({ namespace: service.namespace, name }), ...onPort };
}

/** A backend of a rule of Gateway API, without a weight. */
export function newBackend(table: Pick<Home, "port">, { name }: IntentDestination): Json {
  return { group: "", kind: "Service", name, ...(table.port === undefined ? {} : { port: table.port }) };
}

function unreadable(reason: string): IntentError {
  return new IntentError(`The form can't show where this route sends requests: ${reason}`, {
    field: "destinations",
    reason,
  });
}
