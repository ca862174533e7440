import type { RunState } from "@/lib/delivery/run";
import { takeLease } from "@/server/database/lease";
import { listRuns, type StoredRun } from "@/server/database/run";
import type { OperationContext } from "@/server/ports";

/** How one kind of run is moved on. Each call looks once and decides at most once; it never waits for time to pass. */
export type RunDriver = {
  readonly kind: StoredRun["kind"];
  readonly tick: (ctx: OperationContext, run: StoredRun) => Promise<void>;
  /** What the leader does for everything of this kind, now and then: schedules, runs that only the cluster knows. */
  readonly tend?: (ctx: OperationContext) => Promise<void>;
  /** What every replica does, leader or not: end what should have ended. */
  readonly sweep?: (ctx: OperationContext) => Promise<void>;
};

export const deliveryLease = "delivery";
const leaseMs = 15_000;
const tendEveryMs = 10_000;
const sweepEveryMs = 30_000;
const active: readonly RunState[] = ["waiting", "running", "paused", "finishing", "reverting"];

export type LoopState = {
  /** Runs whose look is not over yet: a source that hangs holds up its own run alone. */
  readonly busy: Set<string>;
  tendedAtMs?: number;
  sweptAtMs?: number;
};

/** A loop that has not looked yet. */
export function newLoop(): LoopState {
  return { busy: new Set() };
}

/**
 * One turn of the loop: the leader moves every active run on by one look, and each replica sweeps. Comes back when the
 * looks that it began are over; a turn may begin before that. `report` gets what went wrong, by its place.
 */
export async function turn(
  ctx: OperationContext,
  drivers: readonly RunDriver[],
  state: LoopState,
  holder: string,
  report: (place: string, error: unknown) => void,
): Promise<void> {
  const nowMs = ctx.nowMs();
  const isDue = (lastMs: number | undefined, everyMs: number) =>
    lastMs === undefined || nowMs - lastMs >= everyMs || nowMs < lastMs;
  const work: Promise<void>[] = [];
  const once = (place: string, job: () => Promise<void>) => {
    if (state.busy.has(place)) return;
    state.busy.add(place);
    const done = job()
      .catch((error: unknown) => report(place, error))
      .finally(() => state.busy.delete(place));
    work.push(done);
  };
  if (isDue(state.sweptAtMs, sweepEveryMs)) {
    state.sweptAtMs = nowMs;
    for (const { kind, sweep } of drivers) if (sweep !== undefined) once(`sweep/${kind}`, () => sweep(ctx));
  }
  if (await takeLease(ctx.databaseUrl, { name: deliveryLease, holder, ttlMs: leaseMs }, nowMs)) {
    if (isDue(state.tendedAtMs, tendEveryMs)) {
      state.tendedAtMs = nowMs;
      for (const { kind, tend } of drivers) if (tend !== undefined) once(`tend/${kind}`, () => tend(ctx));
    }
    for (const run of await listRuns(ctx.databaseUrl, { states: active, limit: 500 })) {
      const driver = drivers.find(({ kind }) => kind === run.kind);
      if (driver !== undefined && ctx.clusters.has(run.cluster)) once(run.id, () => driver.tick(ctx, run));
    }
  }
  await Promise.all(work);
}
