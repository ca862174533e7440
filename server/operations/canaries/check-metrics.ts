import { phrase } from "@/lib/phrase";
import type { CanaryPlan } from "@/lib/canaries/plan";
import { SourceError } from "@/lib/errors";
import { istioQuery } from "@/server/operations/canaries/counters";
import { lookTimeoutMs, queryFor } from "@/server/operations/canaries/look";
import { stop, type CanaryObstacle } from "@/server/operations/canaries/obstacle";
import type { Sides } from "@/server/operations/canaries/sides";
import type { Gathering } from "@/server/operations/gathering";
import type { ClusterSources, OperationContext } from "@/server/ports";

/** Asks each of the plan's metrics once: a query that can't be answered stops nothing later that it could stop now. */
export async function checkMetrics(
  ctx: OperationContext,
  sources: ClusterSources,
  plan: CanaryPlan,
  sides: Sides,
  gathering: Gathering,
): Promise<readonly CanaryObstacle[]> {
  const checks = plan.metrics.map(async (metric, index): Promise<readonly CanaryObstacle[]> => {
    const field = `metrics.${index}`;
    if (metric.kind === "success") return [];
    if (metric.kind === "latency") {
      const promql = istioQuery({ ...plan, metrics: [metric] }, false) ?? "";
      const answer = await ask(promql, `edge ${metric.edgeMs} ms`);
      const isThere = answer.data?.some(({ labels }) => labels["le"] !== undefined);
      if (answer.data === undefined || isThere === true || answer.data.length === 0) return [];
      const words = phrase("no_histogram_edge", { edge: metric.edgeMs });
      return [{ ...stop("unknown_edge", words), field: `${field}.edgeMs` }];
    }
    const queries = [
      ["totalQuery", metric.totalQuery],
      ["badQuery", metric.badQuery],
    ] as const;
    const answers = await Promise.all(
      queries.map(async ([name, query]) => {
        const answer = await ask(queryFor(query, sides.stable.version), `${metric.name}: ${name}`);
        if (answer.refusal === undefined) return [];
        return [{ ...stop("bad_query", answer.refusal), field: `${field}.${name}` }];
      }),
    );
    return answers.flat();
  });
  return (await Promise.all(checks)).flat();

  async function ask(promql: string, purpose: string) {
    try {
      const read = sources.metrics.query(promql, ctx.nowMs(), {
        purpose,
        signal: ctx.signal,
        timeoutMs: lookTimeoutMs,
      });
      await read;
      return { data: await gathering.take(purpose, read) };
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      const isRefused = error.reason === "bad_request" || error.reason === "invalid";
      return isRefused ? { refusal: error.message } : {};
    }
  }
}
