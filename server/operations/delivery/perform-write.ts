import { setTimeout as wait } from "node:timers/promises";
import type { Change } from "@/lib/changes/change";
import type { ChangeRequest } from "@/lib/changes/change-set";
import { ConsoleError, SourceError } from "@/lib/errors";
import type { TouchedObject } from "@/lib/delivery/run";
import { changesOfRequest } from "@/server/database/change";
import { applyChange } from "@/server/operations/changes/apply";
import { planChange } from "@/server/operations/changes/plan";
import { settleChange } from "@/server/operations/changes/settle-change";
import type { OperationContext } from "@/server/ports";

const busyMs = 250;
const mostAttempts = 8;

export type RunWrite = {
  readonly cluster: string;
  /** Saved with the run before this is called; every attempt of one write has the same. */
  readonly token: string;
  readonly request: ChangeRequest;
  readonly reason: string;
  readonly force: boolean;
};

/**
 * How a run's write went. `touched` and `changeIds` are of all attempts, also of those that a dead process began.
 * `retry` may be tried again as it is; `refused` needs somebody (`code` is the blocker's, the error's or the source's).
 */
export type WriteOutcome = {
  readonly touched: readonly TouchedObject[];
  readonly changeIds: readonly string[];
} & (
  | { readonly state: "written" }
  | { readonly state: "retry"; readonly message: string }
  | { readonly state: "refused"; readonly code: string; readonly message: string }
);

/**
 * Makes a run's write true through the change engine, exactly once however often it is called: what an earlier attempt
 * left open is settled first, and what the cluster has already is not written again. Never throws for a source that is
 * away or a refusal.
 */
export async function performWrite(ctx: OperationContext, write: RunWrite): Promise<WriteOutcome> {
  const own = { ...ctx, requestId: write.token };
  let changes: readonly Change[] = [];
  try {
    changes = await settled(own, write.token);
    if (changes.some(({ state }) => state === "applying")) {
      return { state: "retry", message: "An earlier attempt is still being written", ...sumOf(changes) };
    }
    const { data: plan } = await planChange(own, write);
    if (plan.objects.length === 0) return { state: "written", ...sumOf(changes) };
    const change = await applyWhenFree(own, plan.planHash, write);
    changes = [...changes, change];
    if (change.state === "applied") return { state: "written", ...sumOf(changes) };
    return { ...refusalOf(change), ...sumOf(changes) };
  } catch (error) {
    return { ...outcomeOfError(error), ...sumOf(changes) };
  }
}

/** Runs of one cluster often write at the same moment, and each of them takes a fraction of a second. */
async function applyWhenFree(ctx: OperationContext, planHash: string, write: RunWrite): Promise<Change> {
  const { reason, force } = write;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await applyChange(ctx, { planHash, reason, force });
    } catch (error) {
      const isBusy = error instanceof ConsoleError && error.details?.["busy"] === true;
      if (!isBusy || attempt === mostAttempts) throw error;
      await wait(busyMs, undefined, { signal: ctx.signal });
    }
  }
}

/** What writes that nobody wants any more left behind; `isOpen` while one of them may still write. */
export async function settledWrites(
  ctx: OperationContext,
  tokens: readonly string[],
): Promise<Pick<WriteOutcome, "touched" | "changeIds"> & { readonly isOpen: boolean }> {
  const changes = (await Promise.all(tokens.map((token) => settled(ctx, token)))).flat();
  return { ...sumOf(changes), isOpen: changes.some(({ state }) => state === "applying") };
}

async function settled(ctx: OperationContext, token: string): Promise<readonly Change[]> {
  const changes = await changesOfRequest(ctx.databaseUrl, token);
  return Promise.all(changes.map((change) => settleChange(ctx, change)));
}

function sumOf(changes: readonly Change[]): Pick<WriteOutcome, "touched" | "changeIds"> {
  return {
    changeIds: changes.map(({ id }) => id),
    touched: changes.flatMap(({ objects }) =>
      objects
        .filter(({ result }) => result !== "pending" && result !== "failed")
        .map(({ ref, before, after }) => ({ ref, before, after })),
    ),
  };
}

type Outcome =
  | { readonly state: "retry"; readonly message: string }
  | { readonly state: "refused"; readonly code: string; readonly message: string };

/** A write that stopped: its own words say whether trying again makes sense. */
function refusalOf(change: Change): Outcome {
  const message = change.error ?? "The write failed";
  const isRefused = /forbidden|denied|cannot (create|update|delete)/i.test(message);
  return isRefused ? { state: "refused", code: "forbidden", message } : { state: "retry", message };
}

const waiting = new Set<SourceError["reason"]>([
  "timeout",
  "dns",
  "circuit_open",
  "rate_limited",
  "conflict",
  "reset",
  "refused",
  "aborted",
  "truncated",
  "not_json",
  "server_error",
]);

function outcomeOfError(error: unknown): Outcome {
  if (error instanceof SourceError) {
    return waiting.has(error.reason) || error.source === "database"
      ? { state: "retry", message: error.message }
      : { state: "refused", code: error.reason, message: error.message };
  }
  if (!(error instanceof ConsoleError)) throw error;
  const details = error.details ?? {};
  // Somebody else writes at this moment, or was faster: the next plan is made from what is there then.
  if (details["busy"] === true || details["moved"] !== undefined) {
    return { state: "retry", message: error.message };
  }
  const blocker = details["blocker"] ?? details["reason"];
  return {
    state: "refused",
    code: typeof blocker === "string" ? blocker : error.code,
    message: error.message,
  };
}
