import type { CountsLook, MetricLook } from "@/lib/canaries/observation";
import { metricKey, type CanaryMetric, type CanaryPlan } from "@/lib/canaries/plan";
import { SourceError } from "@/lib/errors";
import type { Evidence, Sourced } from "@/lib/evidence";
import { escapePromString } from "@/lib/telemetry/istio/selector";
import type { Sample } from "@/lib/telemetry/series";
import {
  countersFrom,
  customSamples,
  grown,
  istioQuery,
  seriesKey,
  type MetricCounters,
} from "@/server/operations/canaries/counters";
import type { Sides } from "@/server/operations/canaries/sides";
import type { ClusterSources } from "@/server/ports";

export const lookTimeoutMs = 5000;
/** As far back as a series is looked for that may come back. */
const seenWithin = "30m";

type CustomMetric = Extract<CanaryMetric, { kind: "promql" }>;

type Snapshot = {
  readonly atMs: number;
  readonly isMirror: boolean;
  readonly istio: readonly Sample[];
  readonly custom: readonly MetricCounters[];
};

type Remembered = { readonly snapshot: Snapshot; readonly seen: Set<string> };

/** Counters of each run's last look, and the series it ever had; what is not here is asked for again. */
export type LookMemory = Map<string, Remembered>;

type CountsQuestion = {
  readonly runId: string;
  readonly plan: CanaryPlan;
  readonly isMirror: boolean;
  readonly sides: Sides;
  readonly window: { readonly fromMs: number; readonly toMs: number };
};

/** Raw differences of the plan's counters over the window. Never throws for a source: what it did not say is unknown. */
export async function lookAtCounts(
  sources: ClusterSources,
  question: CountsQuestion,
  memory: LookMemory,
  signal: AbortSignal,
): Promise<Sourced<CountsLook>> {
  const { window, runId, isMirror, plan, sides } = question;
  const evidence: Evidence[] = [];
  try {
    const ask = asker(sources, signal, evidence);
    const known = memory.get(runId);
    const before =
      known?.snapshot.atMs === window.fromMs && known.snapshot.isMirror === isMirror
        ? known
        : await recall(ask, question);
    const after = await snapshotAt(ask, question, window.toMs);
    const metrics = plan.metrics.map((metric) =>
      metricLook(
        metricKey(metric),
        countersOf(question, before.snapshot),
        countersOf(question, after),
        before.seen,
      ),
    );
    remember(memory, runId, { snapshot: after, seen: before.seen });
    return { data: { state: "counted", ...window, metrics }, warnings: [], evidence };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return { data: { state: "unknown", message: error.message }, warnings: [], evidence };
  }

  function countersOf({ plan: of }: CountsQuestion, snapshot: Snapshot): readonly MetricCounters[] {
    return [...countersFrom(of, sides, snapshot.istio, snapshot.atMs), ...snapshot.custom];
  }
}

function remember(memory: LookMemory, runId: string, { snapshot, seen }: Remembered): void {
  for (const { labels } of snapshot.istio) seen.add(seriesKey(labels));
  for (const { all } of snapshot.custom) for (const { series } of all) seen.add(series);
  memory.set(runId, { snapshot, seen });
}

function metricLook(
  key: string,
  before: readonly MetricCounters[],
  after: readonly MetricCounters[],
  seen: ReadonlySet<string>,
): MetricLook {
  const first = before.find((one) => one.key === key);
  const last = after.find((one) => one.key === key);
  if (first === undefined || last === undefined) return { key };
  return { key, ...grown(first, last, seen) };
}

type Ask = (promql: string, atMs: number, purpose: string) => Promise<readonly Sample[]>;

/** A partial answer is none: what is missing from it would look like counters that stood still. */
function asker(sources: ClusterSources, signal: AbortSignal, evidence: Evidence[]): Ask {
  return async (promql, atMs, purpose) => {
    const call = { purpose, signal, timeoutMs: lookTimeoutMs };
    const answer = await sources.metrics.query(promql, atMs, call);
    evidence.push(...answer.evidence);
    const partial = answer.warnings.find(({ reason }) => reason === "partial");
    if (partial === undefined) return answer.data;
    throw new SourceError(partial.message, {
      source: "prometheus",
      cluster: sources.name,
      reason: "partial",
    });
  };
}

/** The look that another process took, or none did: asked for again as of its time, with the series there were. */
async function recall(ask: Ask, question: CountsQuestion): Promise<Remembered> {
  const { plan, isMirror, window } = question;
  const promql = istioQuery(plan, isMirror);
  const [snapshot, earlier] = await Promise.all([
    snapshotAt(ask, question, window.fromMs),
    promql === undefined
      ? []
      : ask(`last_over_time(${promql}[${seenWithin}])`, window.fromMs, "series there were before the look"),
  ]);
  const seen = new Set(earlier.map(({ labels }) => seriesKey(labels)));
  for (const { all } of snapshot.custom) for (const { series } of all) seen.add(series);
  return { snapshot, seen };
}

async function snapshotAt(ask: Ask, question: CountsQuestion, atMs: number): Promise<Snapshot> {
  const { plan, isMirror, sides } = question;
  const promql = istioQuery(plan, isMirror);
  const own = plan.metrics.flatMap((metric) => (metric.kind === "promql" ? [metric] : []));
  const [istio, custom] = await Promise.all([
    promql === undefined ? [] : ask(promql, atMs, "counters of both versions"),
    Promise.all(own.map((metric) => customAt(ask, metric, sides, atMs))),
  ]);
  return { atMs, isMirror, istio, custom: custom.flat() };
}

async function customAt(
  ask: Ask,
  metric: CustomMetric,
  sides: Sides,
  atMs: number,
): Promise<readonly MetricCounters[]> {
  const versions = ["canary", "stable"] as const;
  const both = async (query: string, what: string) =>
    (
      await Promise.all(
        versions.map(async (version) =>
          customSamples(
            await ask(queryFor(query, sides[version].version), atMs, `${metric.name}: ${what}`),
            version,
          ),
        ),
      )
    ).flat();
  const [all, bad] = await Promise.all([both(metric.totalQuery, "all"), both(metric.badQuery, "bad")]);
  return all.length === 0 ? [] : [{ key: metricKey(metric), atMs, all, bad, unattributed: [] }];
}

/** A query of one's own for one version. */
export function queryFor(query: string, version: string): string {
  return query.replaceAll("$version", () => escapePromString(version));
}
