import { phrase } from "@/lib/phrase";
import { stateFromObjects, type Change, type ChangeObject } from "@/lib/changes/change";
import type { ChangeSet } from "@/lib/changes/change-set";
import { ConsoleError, SourceError } from "@/lib/errors";
import { printObjectRef } from "@/lib/mesh/object-ref";
import { finishChange, saveProgress } from "@/server/database/change";
import { takeLease } from "@/server/database/lease";
import { apiWords } from "@/server/operations/changes/conflict";
import { readOutcome } from "@/server/operations/changes/settle-change";
import { writeObject } from "@/server/operations/changes/write-object";
import type { ClusterSources, OperationContext } from "@/server/ports";

const writeTimeoutMs = 20_000;
const unanswered = new Set(["timeout", "reset", "aborted", "truncated", "not_json", "server_error"]);

type Lease = { readonly name: string; readonly holder: string; readonly ttlMs: number };

/** Writes the objects of a claimed plan one after another and stops at the first that fails. */
export async function writeSteps(
  ctx: OperationContext,
  sources: ClusterSources,
  plan: ChangeSet,
  change: Change,
  lease: Lease,
): Promise<Change> {
  const objects = [...change.objects];
  let error: string | undefined;
  for (const [index, step] of plan.objects.entries()) {
    const object = objects[index];
    if (object === undefined || error !== undefined) break;
    try {
      if (!(await takeLease(ctx.databaseUrl, lease, ctx.nowMs()))) {
        throw new ConsoleError("conflict", phrase("change_took_over"));
      }
      // Noted before it leaves: if this console dies now, the row says which write is in doubt.
      objects[index] = { ...object, result: "writing" };
      await saveProgress(ctx.databaseUrl, change.id, objects);
    } catch (failure) {
      objects[index] = object;
      error = words(failure, `${printObjectRef(step.ref)} was not written`);
      break;
    }
    objects[index] = await writeOne(ctx, sources, step, object);
    if (objects[index].result !== "written")
      error = `${printObjectRef(step.ref)}: ${objects[index].error ?? "failed"}`;
    else await saveProgress(ctx.databaseUrl, change.id, objects).catch(() => undefined);
  }
  return close(ctx, change, objects, error);
}

async function writeOne(
  ctx: OperationContext,
  sources: ClusterSources,
  step: ChangeSet["objects"][number],
  object: ChangeObject,
): Promise<ChangeObject> {
  const writtenAtMs = ctx.nowMs();
  try {
    const call = { purpose: "change", timeoutMs: writeTimeoutMs };
    const result = await writeObject(sources, step, call, { dryRun: false });
    const { resourceVersion, uid } = result?.object.metadata ?? {};
    return {
      ...object,
      result: "written",
      writtenAtMs,
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(uid === undefined ? {} : { uid }),
    };
  } catch (failure) {
    const error = words(failure, "the write failed");
    if (failure instanceof SourceError && unanswered.has(failure.reason)) {
      const seen = await readOutcome(sources, { ...object, result: "writing" });
      return seen.result === "written" ? { ...seen, writtenAtMs } : { ...seen, error };
    }
    return { ...object, result: "failed", error };
  }
}

/** The row's last state. If the database is gone by now, the writes are told all the same. */
async function close(
  ctx: OperationContext,
  change: Change,
  objects: readonly ChangeObject[],
  error: string | undefined,
): Promise<Change> {
  const state = stateFromObjects(objects);
  const finishedAtMs = ctx.nowMs();
  const closed: Change = {
    ...change,
    state,
    objects,
    finishedAtMs,
    ...(error === undefined ? {} : { error }),
  };
  try {
    await finishChange(ctx.databaseUrl, change, {
      state,
      objects,
      finishedAtMs,
      ...(error === undefined ? {} : { error }),
    });
    return closed;
  } catch (failure) {
    return {
      ...closed,
      error: `${error === undefined ? "" : `${error}. `}${words(failure, "audit row not closed")}`,
    };
  }
}

function words(failure: unknown, otherwise: string): string {
  if (failure instanceof SourceError) return apiWords(failure);
  return failure instanceof ConsoleError ? failure.message : otherwise;
}
