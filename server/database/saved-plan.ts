import { withRows } from "@/server/database/database";
import type { Rows } from "@/server/database/open";
import type { RunKind } from "@/lib/delivery/run";

type Row = NonNullable<Awaited<ReturnType<Rows["savedPlan"]["findUnique"]>>>;

/** A plan that somebody keeps: a template, or with `schedule` one that begins by itself. Both are JSON of the kind's own. */
export type SavedPlan = {
  readonly id: string;
  readonly kind: RunKind;
  readonly cluster: string;
  readonly service: { readonly namespace: string; readonly name: string };
  readonly name: string;
  readonly plan: unknown;
  readonly schedule?: unknown;
  readonly nextAtMs?: number;
  readonly lastRunId?: string;
  readonly createdBy: string;
  readonly createdAtMs: number;
  /** Grows by one with every save. */
  readonly version: number;
};

function planFromRow(row: Row): SavedPlan {
  return {
    id: row.id,
    kind: row.kind === "canary" ? "canary" : "fault",
    cluster: row.cluster,
    service: { namespace: row.namespace, name: row.service },
    name: row.name,
    plan: JSON.parse(row.plan) as unknown,
    ...(row.schedule === null ? {} : { schedule: JSON.parse(row.schedule) as unknown }),
    ...(row.nextAtMs === null ? {} : { nextAtMs: Number(row.nextAtMs) }),
    ...(row.lastRunId === null ? {} : { lastRunId: row.lastRunId }),
    createdBy: row.createdBy,
    createdAtMs: Number(row.createdAtMs),
    version: row.version,
  };
}

function columns(saved: SavedPlan) {
  return {
    namespace: saved.service.namespace,
    service: saved.service.name,
    name: saved.name,
    plan: JSON.stringify(saved.plan),
    schedule: saved.schedule === undefined ? null : JSON.stringify(saved.schedule),
    nextAtMs: saved.nextAtMs === undefined ? null : BigInt(saved.nextAtMs),
    lastRunId: saved.lastRunId ?? null,
  };
}

/** By name. */
export async function listSavedPlans(
  url: string | undefined,
  filter: { readonly kind: RunKind; readonly cluster?: string },
): Promise<readonly SavedPlan[]> {
  const rows = await withRows(url, (all) =>
    all.savedPlan.findMany({ where: filter, orderBy: [{ name: "asc" }, { id: "asc" }] }),
  );
  return rows.map(planFromRow);
}

export async function readSavedPlan(url: string | undefined, id: string): Promise<SavedPlan | undefined> {
  const row = await withRows(url, (rows) => rows.savedPlan.findUnique({ where: { id } }));
  return row === null ? undefined : planFromRow(row);
}

export async function createSavedPlan(url: string | undefined, saved: SavedPlan): Promise<void> {
  const { id, kind, cluster, createdBy, createdAtMs, version } = saved;
  await withRows(url, (rows) =>
    rows.savedPlan.create({
      data: { id, kind, cluster, createdBy, createdAtMs: BigInt(createdAtMs), version, ...columns(saved) },
    }),
  );
}

/** Stores the successor of `saved.version`; false when somebody else saved first. */
export async function updateSavedPlan(url: string | undefined, saved: SavedPlan): Promise<boolean> {
  const { count } = await withRows(url, (rows) =>
    rows.savedPlan.updateMany({
      where: { id: saved.id, version: saved.version },
      data: { ...columns(saved), version: saved.version + 1 },
    }),
  );
  return count === 1;
}

/** Whether there was one. */
export async function deleteSavedPlan(url: string | undefined, id: string): Promise<boolean> {
  const { count } = await withRows(url, (rows) => rows.savedPlan.deleteMany({ where: { id } }));
  return count > 0;
}
