import type { CanaryPlan } from "@/lib/canaries/plan";
import { warningFromError, SourceError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { countersFrom, istioQuery } from "@/server/operations/canaries/counters";
import { lookTimeoutMs } from "@/server/operations/canaries/look";
import type { Sides } from "@/server/operations/canaries/sides";
import type { ClusterSources, OperationContext } from "@/server/ports";

const trafficWindowMs = 30 * 60_000;
const by =
  "destination_workload,destination_service_name,destination_canonical_revision,destination_version,response_code,response_flags,grpc_response_status";

/** What both versions answered lately, as their callers saw it. */
export type TrafficCounts = {
  readonly requestsPerSecond: number;
  readonly stableRequests: number;
  readonly stableBad: number;
  readonly canaryRequests: number;
};

/** For estimates only, over half an hour: `increase` extrapolates, and no verdict may rest on it. Undefined when unknown. */
export async function readTrafficCounts(
  ctx: OperationContext,
  sources: ClusterSources,
  plan: CanaryPlan,
  sides: Sides,
): Promise<Sourced<TrafficCounts | undefined>> {
  const counted: CanaryPlan = { ...plan, metrics: [{ kind: "success" }] };
  const selector = istioQuery(counted, false);
  const window = `${trafficWindowMs / 60_000}m`;
  try {
    const answer = await sources.metrics.query(
      `sum by (${by}) (increase(${selector ?? ""}[${window}]))`,
      ctx.nowMs(),
      {
        purpose: "requests and failures of both versions",
        signal: ctx.signal,
        timeoutMs: lookTimeoutMs,
      },
    );
    const named = answer.data.map((sample) => ({
      ...sample,
      labels: { ...sample.labels, __name__: "istio_requests_total" },
    }));
    const [counters] = countersFrom(counted, sides, named, ctx.nowMs());
    if (counters === undefined) return { ...answer, data: undefined };
    const sum = (list: typeof counters.all, version: "canary" | "stable") =>
      list.reduce((total, one) => (one.version === version ? total + one.value : total), 0);
    const stableRequests = sum(counters.all, "stable");
    const canaryRequests = sum(counters.all, "canary");
    const data: TrafficCounts = {
      requestsPerSecond: (stableRequests + canaryRequests) / (trafficWindowMs / 1000),
      stableRequests,
      stableBad: sum(counters.bad, "stable"),
      canaryRequests,
    };
    return { ...answer, data };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return {
      data: undefined,
      warnings: [warningFromError(error, "requests of both versions")],
      evidence: [],
    };
  }
}
