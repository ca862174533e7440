import type { Change } from "@/lib/changes/change";
import type { ProxySync, XdsType } from "@/lib/controlplane/sync";

/** What one proxy did with the change. */
export type ProxyAck = {
  readonly pod: string;
  readonly namespace: string;
  readonly replica: string;
  /** `not_sent`: istiod sent nothing since the write, because it is not due yet or this proxy does not need it. */
  readonly state: "acked" | "waiting" | "rejected" | "not_sent";
  /** Envoy's own words when it refused. */
  readonly error?: string;
  /** Whether its workload calls the service, so that it must receive the change. */
  readonly isCaller: boolean;
};

export type AckSummary = {
  readonly proxies: readonly ProxyAck[];
  readonly counts: Readonly<Record<ProxyAck["state"], number>>;
  /** Every caller has it, and nobody refused it. */
  readonly isComplete: boolean;
};

/** The type that always goes out when an object of the kind changes; others may be spared. */
const typesByKind: Readonly<Record<string, readonly XdsType[]>> = {
  VirtualService: ["rds"],
  HTTPRoute: ["rds"],
  GRPCRoute: ["rds"],
  DestinationRule: ["cds"],
  BackendTLSPolicy: ["cds"],
  ServiceEntry: ["cds"],
  WorkloadEntry: ["eds"],
  Gateway: ["lds"],
  Sidecar: ["cds"],
  PeerAuthentication: ["lds"],
  RequestAuthentication: ["lds"],
  AuthorizationPolicy: ["lds"],
  EnvoyFilter: ["lds"],
  Telemetry: ["lds"],
  WasmPlugin: ["lds"],
};

/** Kinds that are enforced where requests arrive, so that callers need not hear of them. */
const receivedByTarget = new Set(["PeerAuthentication", "RequestAuthentication", "AuthorizationPolicy"]);

/** Whether the objects are of kinds that the called workloads, not their callers, have to receive. */
export function isReceivedByTarget(kinds: readonly string[]): boolean {
  return kinds.length > 0 && kinds.every((kind) => receivedByTarget.has(kind));
}

/** xDS types that carry these kinds of objects. */
export function xdsTypesOf(kinds: readonly string[]): readonly XdsType[] {
  return [...new Set(kinds.flatMap((kind) => typesByKind[kind] ?? []))];
}

/**
 * Who has the change. A proxy has it when each type that carries it was sent after the write and its nonce came back;
 * istiod before 1.23 tells no times, where a matching nonce is all there is.
 */
export function summarizeAcks(
  proxies: readonly ProxySync[],
  types: readonly XdsType[],
  sinceMs: number,
  isCaller: (proxy: ProxySync) => boolean,
): AckSummary {
  const acks = proxies.map((proxy): ProxyAck => {
    const carried = types.flatMap((type) => proxy.types[type] ?? []);
    const error = carried.find((one) => one.error !== undefined)?.error;
    const state =
      error !== undefined || carried.some((one) => one.state === "error")
        ? "rejected"
        : carried.length === 0 ||
            carried.some((one) => one.state === "not_sent" || (one.sentAtMs ?? sinceMs) < sinceMs)
          ? "not_sent"
          : carried.every((one) => one.state === "synced")
            ? "acked"
            : "waiting";
    return {
      pod: proxy.pod,
      namespace: proxy.namespace,
      replica: proxy.replica,
      state,
      ...(error === undefined ? {} : { error }),
      isCaller: isCaller(proxy),
    };
  });
  const count = (state: ProxyAck["state"]) => acks.filter((ack) => ack.state === state).length;
  const counts = {
    acked: count("acked"),
    waiting: count("waiting"),
    rejected: count("rejected"),
    not_sent: count("not_sent"),
  };
  const callers = acks.filter((ack) => ack.isCaller);
  const needed = callers.length > 0 ? callers : acks.filter((ack) => ack.state !== "not_sent");
  return {
    proxies: acks,
    counts,
    isComplete: counts.rejected === 0 && needed.length > 0 && needed.every((ack) => ack.state === "acked"),
  };
}

/** One destination: what was asked for and what was measured. */
export type ObservedShare = {
  readonly name: string;
  readonly intendedPercent?: number;
  /** Requests since the baseline; null when the metrics are unknown. */
  readonly requests: number;
  readonly observedPercent?: number;
  /** Where the true share lies with 95 % confidence, given this many requests (Wilson). */
  readonly lowPercent?: number;
  readonly highPercent?: number;
};

/** Intended and observed shares beside each other; destinations that nobody asked for are listed too. */
export function compareShares(
  intended: readonly { readonly name: string; readonly weightPercent: number }[],
  requests: Readonly<Record<string, number>>,
): readonly ObservedShare[] {
  const total = Object.values(requests).reduce((sum, count) => sum + count, 0);
  const asked = new Map(intended.map(({ name, weightPercent }) => [name, weightPercent]));
  const names = [
    ...asked.keys(),
    ...Object.keys(requests).filter((name) => !asked.has(name) && (requests[name] ?? 0) >= 0.5),
  ];
  return names.map((name) => {
    const count = requests[name] ?? 0;
    const weight = asked.get(name);
    return {
      name,
      requests: Math.round(count),
      ...(weight === undefined ? {} : { intendedPercent: weight }),
      ...(total < 1 ? {} : { observedPercent: (count / total) * 100, ...wilson(count, total) }),
    };
  });
}

function wilson(count: number, total: number): { lowPercent: number; highPercent: number } {
  const z = 1.96;
  const ratio = count / total;
  const scale = 1 + z ** 2 / total;
  const middle = (ratio + z ** 2 / (2 * total)) / scale;
  const spread = (z / scale) * Math.sqrt((ratio * (1 - ratio)) / total + z ** 2 / (4 * total ** 2));
  return {
    lowPercent: Math.max(0, middle - spread) * 100,
    highPercent: Math.min(1, middle + spread) * 100,
  };
}

/** When the last object of a change was written; undefined while nothing was. */
export function writtenAtMs(change: Change): number | undefined {
  const times = change.objects.flatMap((object) => object.writtenAtMs ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}
