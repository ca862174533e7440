import { atOnce, type Steps } from "@/lib/steps";
import type { DumpEntry } from "./dump/entry";
import { headFromEntry } from "./head";
import { workloadFromMetadata } from "./provenance";
import { addressFromProto, itemsField, numberField, objectField, textField } from "./proto-json";
import type { ResourceState } from "./resource";

/** What `/clusters` counts for one host. */
export type LiveCounters = {
  readonly connectionsActive?: number;
  readonly connectionsTotal?: number;
  readonly connectFailures?: number;
  readonly requestsActive?: number;
  readonly requestsTotal?: number;
  readonly requestErrors?: number;
  readonly requestSuccesses?: number;
  readonly requestTimeouts?: number;
  /** 0 to 100; absent with too little traffic. */
  readonly successPercent?: number;
};

export type Endpoint = {
  /** Id of the load assignment's entry in the dump. */
  readonly id: string;
  readonly cluster: string;
  readonly address: string;
  /** As configured: HEALTHY, UNHEALTHY, DRAINING, …; Envoy's UNKNOWN counts as healthy. */
  readonly configuredHealth: string;
  readonly weight?: number;
  readonly locality: string;
  readonly priority: number;
  readonly hostname?: string;
  readonly workload?: { readonly workload: string; readonly namespace: string; readonly cluster: string };
  readonly states: readonly ResourceState[];
  /** Absent when `/clusters` does not have the host: unknown, not zero. */
  readonly live?: LiveCounters;
  /** Live faults as `/clusters` names them, for example `failed_outlier_check`. Absent when unknown. */
  readonly liveFaults?: readonly string[];
};

/** `region/zone/sub_zone` without empty ends. */
export function localityText(locality: unknown): string {
  const parts = ["region", "zone", "sub_zone"].map((key) => textField(locality, key) ?? "");
  return parts.join("/").replace(/\/+$/, "");
}

/** The endpoints of one load assignment. */
export function endpointsFromEntry(entry: DumpEntry, value: unknown): readonly Endpoint[] {
  return atOnce(endpointSteps(entry, value));
}

/** The same in a step for each endpoint. */
export function* endpointSteps(entry: DumpEntry, value: unknown): Steps<readonly Endpoint[]> {
  const assignment = objectField(value, "endpoint_config");
  const cluster = textField(assignment, "cluster_name") ?? entry.name;
  const { states } = headFromEntry(entry, value, cluster);
  const endpoints: Endpoint[] = [];
  for (const group of itemsField(assignment, "endpoints")) {
    const locality = localityText(objectField(group, "locality"));
    const priority = numberField(group, "priority") ?? 0;
    for (const item of itemsField(group, "lb_endpoints")) {
      const weight = numberField(item, "load_balancing_weight");
      const workload = workloadFromMetadata(item);
      const hostname = textField(objectField(item, "endpoint"), "hostname");
      endpoints.push({
        id: entry.id,
        cluster,
        address: addressFromProto(objectField(objectField(item, "endpoint"), "address")).text,
        configuredHealth: textField(item, "health_status") ?? "UNKNOWN",
        locality,
        priority,
        states,
        ...(weight === undefined ? {} : { weight }),
        ...(workload === undefined ? {} : { workload }),
        ...(hostname === undefined || hostname === "" ? {} : { hostname }),
      });
      yield undefined;
    }
  }
  return endpoints;
}

export type EndpointHealth = "healthy" | "unhealthy" | "draining" | "ejected" | "degraded";

/** Whether a live fault, as `/clusters` names it, is that of a health check which the endpoint did not pass. */
export function isFailedCheck(fault: string): boolean {
  if (fault === "failed_active_degraded_check" || fault === "failed_outlier_check") return false;
  return (
    fault.includes("failed") || fault === "excluded_via_immediate_hc_fail" || fault === "active_hc_timeout"
  );
}

/** One word for an endpoint: what is live wins over what is configured. */
export function endpointHealth(
  endpoint: Pick<Endpoint, "configuredHealth"> & { readonly liveFaults?: readonly string[] | undefined },
): EndpointHealth {
  const faults = endpoint.liveFaults ?? [];
  if (faults.includes("failed_outlier_check")) return "ejected";
  if (faults.some(isFailedCheck)) return "unhealthy";
  switch (endpoint.configuredHealth) {
    case "UNHEALTHY":
    case "TIMEOUT":
      return "unhealthy";
    case "DRAINING":
      return "draining";
    case "DEGRADED":
      return "degraded";
  }
  if (faults.includes("pending_dynamic_removal")) return "draining";
  return faults.includes("failed_active_degraded_check") ? "degraded" : "healthy";
}
