import { sliceState } from "./cells";
import { isOtherFamily } from "./ip-family";
import type { IstiodTruth, ShardEndpoint, SliceEndpoint, TruthDifference, TruthService } from "./model";
import type { EndpointPair } from "./pair-endpoints";

/** Where Kubernetes and istiod differ about one endpoint; both are known, and the endpoint is of this cluster. */
export function kubernetesDifferences(
  pair: EndpointPair,
  istiod: IstiodTruth,
  service: TruthService,
): readonly TruthDifference[] {
  const { slice, shard } = pair;
  if (slice !== undefined && shard !== undefined)
    return [
      ...readiness(slice, shard, service),
      ...ports(slice, shard),
      ...zone(slice, shard),
      ...replicas(shard, istiod),
    ];
  if (shard !== undefined)
    return isFromSlices(shard)
      ? [{ code: "extra_at_istiod", severity: "degraded", values: { shard: shard.shard } }]
      : replicas(shard, istiod);
  // What is not ready is not sent by every version, and then rightly absent.
  if (slice === undefined || sliceState(slice) !== "ready") return [];
  if (isOtherFamily(slice.address, istiod.endpoints))
    return [{ code: "other_family", severity: "info", values: {} }];
  return [{ code: "missing_at_istiod", severity: "failing", values: { slice: slice.slice } }];
}

/** istiod makes these from EndpointSlices; the others from ServiceEntries and WorkloadEntries. */
export function isFromSlices({ shard }: ShardEndpoint): boolean {
  return shard.startsWith("Kubernetes/");
}

function readiness(
  slice: SliceEndpoint,
  shard: ShardEndpoint,
  { publishesNotReady }: TruthService,
): readonly TruthDifference[] {
  const kubernetes = sliceState(slice);
  const values = { kubernetes, istiod: shard.health };
  if (kubernetes === "ready" && shard.health !== "healthy" && shard.health !== "unknown")
    return [{ code: "ready_but_unhealthy_at_istiod", severity: "degraded", values }];
  if (kubernetes !== "ready" && shard.health === "healthy" && !publishesNotReady)
    return [{ code: "not_ready_but_healthy_at_istiod", severity: "failing", values }];
  return [];
}

function ports(slice: SliceEndpoint, shard: ShardEndpoint): readonly TruthDifference[] {
  if (slice.port !== undefined && slice.port !== shard.port)
    return [
      {
        code: "target_port",
        severity: "failing",
        values: { kubernetes: String(slice.port), istiod: String(shard.port), port: slice.portName },
      },
    ];
  if (slice.portName === shard.portName) return [];
  const values = { kubernetes: slice.portName, istiod: shard.portName };
  return [{ code: "port_name", severity: "degraded", values }];
}

function zone(slice: SliceEndpoint, shard: ShardEndpoint): readonly TruthDifference[] {
  const [, told] = shard.locality.split("/");
  if (slice.zone === undefined || told === undefined || told === "" || told === slice.zone) return [];
  return [{ code: "locality", severity: "info", values: { kubernetes: slice.zone, istiod: shard.locality } }];
}

function replicas(shard: ShardEndpoint, { replicas: all }: IstiodTruth): readonly TruthDifference[] {
  const missing = all.filter((replica) => !shard.replicas.includes(replica));
  if (missing.length === 0) return [];
  return [{ code: "replicas_differ", severity: "degraded", values: { missing: missing.join(", ") } }];
}
