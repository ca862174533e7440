import { endpointHealth, isFailedCheck } from "@/lib/proxies/endpoint";
import type { EnvoyEndpoint, ShardEndpoint, SliceEndpoint, TruthCell, TruthState } from "./model";

const cell = (state: TruthState, notes: readonly string[] = []): TruthCell => ({
  state,
  notes: notes.filter((note) => note !== ""),
});

export const absentCell = cell("absent");
export const unknownCell = cell("unknown");
export const notApplicableCell = cell("not_applicable");

/** What Kubernetes' conditions mean for traffic. Source: discovery/v1 EndpointConditions. */
export function sliceState({ isReady, isServing, isTerminating }: SliceEndpoint): TruthState {
  if (isTerminating === true) return isServing === true ? "serving_terminating" : "terminating";
  return isReady === false ? "not_ready" : "ready";
}

export function sliceCell(slice: SliceEndpoint): TruthCell {
  return cell(sliceState(slice), [slice.podProblem ?? "", slice.slice, slice.zone ?? ""]);
}

export function shardCell(shard: ShardEndpoint): TruthCell {
  return cell(shard.health, [shard.shard, shard.tlsMode === "istio" ? "mTLS" : "", shard.locality]);
}

/** One word for an endpoint in Envoy: what it learnt itself wins over what it was told. */
export function envoyState({ configuredHealth, liveFaults = [] }: EnvoyEndpoint): TruthState {
  const health = endpointHealth({ configuredHealth, liveFaults });
  return health === "unhealthy" && liveFaults.some(isFailedCheck) ? "failed_check" : health;
}

/** The endpoint in the cluster without a subset, and in which subsets' clusters it is besides. */
export function envoyCell(endpoint: EnvoyEndpoint, subsets: readonly string[]): TruthCell {
  return cell(envoyState(endpoint), [
    ...subsets,
    endpoint.tlsMode === "istio" ? "mTLS" : "",
    endpoint.isTunnelled ? "HBONE" : "",
    endpoint.priority === 0 ? "" : `P${endpoint.priority}`,
  ]);
}
