import type { ExperimentOptions } from "./new-plan";
import type { ExperimentPreview } from "./use-plan-preview";

export type Caller = NonNullable<ExperimentOptions["callers"]>[number];

export type HitRow = Pick<
  Caller,
  "namespace" | "workload" | "requestsPerSecond" | "hasProxy" | "isReached" | "isGateway"
> & {
  /** Requests that will be hit at full strength; 0 for a caller that no fault meets, absent is unknown. */
  readonly hitPerSecond?: number;
  /** Share of failures (0 to 100) that who calls this caller still sees. */
  readonly seenPercent?: number;
  readonly loadFactor?: number;
};

/** Every caller with what the full strength does to it; without a preview only who calls. */
export function hitRows(
  callers: readonly Caller[],
  preview: Pick<ExperimentPreview, "strengths"> | undefined,
): readonly HitRow[] {
  const full = preview?.strengths.at(-1);
  const byKey = new Map(full?.byCaller.map((one) => [`${one.namespace}/${one.workload}`, one]));
  return callers.map(({ namespace, workload, requestsPerSecond, hasProxy, isReached, isGateway }) => {
    const row = {
      namespace,
      workload,
      requestsPerSecond,
      isGateway,
      ...(hasProxy === undefined ? {} : { hasProxy }),
      ...(isReached === undefined ? {} : { isReached }),
    };
    if (hasProxy === false || isReached === false) return { ...row, hitPerSecond: 0 };
    const hit = byKey.get(`${namespace}/${workload}`);
    if (hit !== undefined) {
      const { hitPerSecond, seenPercent, loadFactor } = hit;
      return { ...row, hitPerSecond, seenPercent, loadFactor };
    }
    // A preview that knows its callers and not this one: the scope leaves it out.
    return full === undefined ? row : { ...row, hitPerSecond: 0 };
  });
}

export type RetryLine = {
  readonly caller: string;
  readonly effect: Caller["retries"][number];
};

/** One line per policy that stands before a caller which the fault can meet; the largest change first. */
export function retryLines(callers: readonly Caller[]): readonly RetryLine[] {
  return callers
    .filter(({ hasProxy, isReached }) => hasProxy !== false && isReached !== false)
    .flatMap(({ namespace, workload, retries }) =>
      retries.map((effect) => ({ caller: `${namespace}/${workload}`, effect })),
    )
    .toSorted(
      (left, right) =>
        Number(right.effect.isRetried) - Number(left.effect.isRetried) ||
        right.effect.loadFactor - left.effect.loadFactor,
    );
}
