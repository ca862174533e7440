import type { Call, ClusterSources, OperationContext } from "@/server/ports";
import { probe, type SourceReport } from "./probe";
import { testEnvoy, testIstiod, testJaeger, testKubernetes, testPrometheus } from "./tests";

export type { SourceReport } from "./probe";

/** How long a test may take: a person waits for all of them. */
const testTimeoutMs = 8000;

/** Asks every source of every cluster one question and says what to change where the answer is wrong. */
export async function testSources(
  ctx: Pick<OperationContext, "clusters" | "nowMs" | "signal">,
): Promise<readonly SourceReport[]> {
  const call: Call = { purpose: "test of the source", signal: ctx.signal, timeoutMs: testTimeoutMs };
  const reports = await Promise.all(
    [...ctx.clusters.values()].map((sources) => testCluster(ctx, sources, call)),
  );
  return reports.flat();
}

function testCluster(
  { nowMs }: Pick<OperationContext, "nowMs">,
  sources: ClusterSources,
  call: Call,
): Promise<readonly SourceReport[]> {
  const cluster = sources.name;
  return Promise.all([
    probe({ cluster, source: "kubernetes" }, nowMs, () => testKubernetes(sources, call)),
    probe({ cluster, source: "istiod" }, nowMs, () => testIstiod(sources, call)),
    probe({ cluster, source: "envoy" }, nowMs, () => testEnvoy(sources, call)),
    probe({ cluster, source: "prometheus" }, nowMs, () => testPrometheus(sources, call, nowMs)),
    probe({ cluster, source: "jaeger" }, nowMs, () => testJaeger(sources, call)),
  ]);
}
