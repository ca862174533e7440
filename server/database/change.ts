import { z } from "zod";
import {
  changeObjectSchema,
  changeStates,
  type Change,
  type ChangeObject,
  type ChangeState,
} from "@/lib/changes/change";
import { withRows } from "@/server/database/database";
import type { Rows } from "@/server/database/open";

type Row = NonNullable<Awaited<ReturnType<Rows["change"]["findUnique"]>>>;
const stateSchema = z.enum(changeStates);
const objectsSchema = z.array(changeObjectSchema);

function changeFromRow(row: Row): Change {
  const optional = {
    verify: row.verify ?? undefined,
    error: row.error ?? undefined,
    undoOf: row.undoOf ?? undefined,
    undoneBy: row.undoneBy ?? undefined,
    finishedAtMs: row.finishedAtMs === null ? undefined : Number(row.finishedAtMs),
  };
  return {
    id: row.id,
    cluster: row.cluster,
    service: { namespace: row.namespace, name: row.service },
    kind: row.kind,
    title: row.title,
    actor: row.actor,
    actorType: row.actorType === "controller" ? "controller" : "user",
    reason: row.reason,
    planHash: row.planHash,
    intent: row.intent,
    state: stateSchema.parse(row.state),
    objects: objectsSchema.parse(JSON.parse(row.objects)),
    requestId: row.requestId,
    startedAtMs: Number(row.startedAtMs),
    ...optional,
  };
}

/**
 * The write-ahead step: takes the plan and writes the audit row, both or neither. False when another change has the
 * plan already.
 */
export async function claimPlan(url: string | undefined, change: Change): Promise<boolean> {
  return withRows(url, (rows) =>
    rows.$transaction(async (tx) => {
      const claimed = await tx.plan.updateMany({
        where: { hash: change.planHash, claimedBy: null },
        data: { claimedBy: change.id },
      });
      if (claimed.count !== 1) return false;
      const { service, objects, startedAtMs, finishedAtMs: _, ...columns } = change;
      await tx.change.create({
        data: {
          ...columns,
          namespace: service.namespace,
          service: service.name,
          objects: JSON.stringify(objects),
          startedAtMs: BigInt(startedAtMs),
        },
      });
      return true;
    }),
  );
}

/** Notes how far the writes came. */
export async function saveProgress(
  url: string | undefined,
  id: string,
  objects: readonly ChangeObject[],
): Promise<void> {
  await withRows(url, (rows) =>
    rows.change.update({ where: { id }, data: { objects: JSON.stringify(objects) } }),
  );
}

type Outcome = {
  readonly state: ChangeState;
  readonly objects: readonly ChangeObject[];
  readonly error?: string;
  readonly finishedAtMs: number;
};

/**
 * Closes the audit row. A change that wrote nothing gives its plan back, so that it can be tried again; a finished undo
 * marks what it undid.
 */
export async function finishChange(url: string | undefined, change: Change, outcome: Outcome): Promise<void> {
  await withRows(url, (rows) =>
    rows.$transaction(async (tx) => {
      await tx.change.update({
        where: { id: change.id },
        data: {
          state: outcome.state,
          objects: JSON.stringify(outcome.objects),
          error: outcome.error ?? null,
          finishedAtMs: BigInt(outcome.finishedAtMs),
        },
      });
      if (outcome.state === "failed") {
        await tx.plan.updateMany({
          where: { hash: change.planHash, claimedBy: change.id },
          data: { claimedBy: null },
        });
      }
      if (outcome.state === "applied" && change.undoOf !== undefined) {
        await tx.change.updateMany({
          where: { id: change.undoOf },
          data: { state: "undone", undoneBy: change.id },
        });
      }
    }),
  );
}

/** Keeps the last look at proxies and traffic beside the change. */
export async function saveVerify(url: string | undefined, id: string, verify: unknown): Promise<void> {
  await withRows(url, (rows) =>
    rows.change.updateMany({ where: { id }, data: { verify: JSON.stringify(verify) } }),
  );
}

export async function readChangeRow(url: string | undefined, id: string): Promise<Change | undefined> {
  const row = await withRows(url, (rows) => rows.change.findUnique({ where: { id } }));
  return row === null ? undefined : changeFromRow(row);
}

export type ChangeFilter = {
  readonly cluster?: string;
  readonly namespaces?: readonly string[];
  readonly service?: { readonly namespace: string; readonly name: string };
  readonly states?: readonly ChangeState[];
  readonly sinceMs?: number;
  readonly untilMs?: number;
  readonly limit: number;
};

/** Newest first. */
export async function listChanges(url: string | undefined, filter: ChangeFilter): Promise<readonly Change[]> {
  const rows = await withRows(url, (all) =>
    all.change.findMany({
      where: {
        ...(filter.cluster === undefined ? {} : { cluster: filter.cluster }),
        ...(filter.namespaces === undefined || filter.namespaces.length === 0
          ? {}
          : { namespace: { in: [...filter.namespaces] } }),
        ...(filter.service === undefined
          ? {}
          : { namespace: filter.service.namespace, service: filter.service.name }),
        ...(filter.states === undefined ? {} : { state: { in: [...filter.states] } }),
        startedAtMs: {
          gte: BigInt(filter.sinceMs ?? 0),
          ...(filter.untilMs === undefined ? {} : { lte: BigInt(filter.untilMs) }),
        },
      },
      orderBy: [{ startedAtMs: "desc" }, { id: "desc" }],
      take: filter.limit,
    }),
  );
  return rows.map(changeFromRow);
}

/** Every change that carries this request id, oldest first. */
export async function changesOfRequest(
  url: string | undefined,
  requestId: string,
): Promise<readonly Change[]> {
  const rows = await withRows(url, (all) =>
    all.change.findMany({ where: { requestId }, orderBy: [{ startedAtMs: "asc" }, { id: "asc" }] }),
  );
  return rows.map(changeFromRow);
}

/** Marks changes as taken back by one that restored what a whole run wrote. */
export async function markUndone(
  url: string | undefined,
  ids: readonly string[],
  undoneBy: string,
): Promise<void> {
  await withRows(url, (rows) =>
    rows.change.updateMany({
      where: { id: { in: [...ids] }, state: { in: ["applied", "partial", "interrupted"] } },
      data: { state: "undone", undoneBy },
    }),
  );
}
