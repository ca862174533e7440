import { randomUUID } from "node:crypto";
import { withRows } from "@/server/database/database";

/** One time that somebody stopped every experiment of a cluster; released ones are kept. */
export type KillSwitch = {
  readonly id: string;
  readonly cluster: string;
  readonly reason: string;
  readonly engagedBy: string;
  readonly engagedAtMs: number;
  readonly releasedBy?: string;
  readonly releasedAtMs?: number;
};

type Row = {
  readonly id: string;
  readonly cluster: string;
  readonly reason: string;
  readonly engagedBy: string;
  readonly engagedAtMs: bigint;
  readonly releasedBy: string | null;
  readonly releasedAtMs: bigint | null;
};

function switchFromRow(row: Row): KillSwitch {
  return {
    id: row.id,
    cluster: row.cluster,
    reason: row.reason,
    engagedBy: row.engagedBy,
    engagedAtMs: Number(row.engagedAtMs),
    ...(row.releasedBy === null ? {} : { releasedBy: row.releasedBy }),
    ...(row.releasedAtMs === null ? {} : { releasedAtMs: Number(row.releasedAtMs) }),
  };
}

/** The switch that holds on the cluster now; undefined when none does. */
export async function engagedSwitch(
  url: string | undefined,
  cluster: string,
): Promise<KillSwitch | undefined> {
  const row = await withRows(url, (rows) =>
    rows.killSwitch.findFirst({ where: { cluster, releasedAtMs: null }, orderBy: { engagedAtMs: "desc" } }),
  );
  return row === null ? undefined : switchFromRow(row);
}

/** Newest first. */
export async function listSwitches(
  url: string | undefined,
  cluster: string,
  limit: number,
): Promise<readonly KillSwitch[]> {
  const rows = await withRows(url, (all) =>
    all.killSwitch.findMany({ where: { cluster }, orderBy: { engagedAtMs: "desc" }, take: limit }),
  );
  return rows.map(switchFromRow);
}

/** Adds a switch; two that are engaged at once are released at once. */
export async function engageSwitch(
  url: string | undefined,
  wish: { readonly cluster: string; readonly reason: string; readonly actor: string; readonly atMs: number },
): Promise<void> {
  const { cluster, reason, actor, atMs } = wish;
  await withRows(url, (rows) =>
    rows.killSwitch.create({
      data: { id: randomUUID(), cluster, reason, engagedBy: actor, engagedAtMs: BigInt(atMs) },
    }),
  );
}

/** Releases all of the cluster; the number of them. */
export async function releaseSwitches(
  url: string | undefined,
  cluster: string,
  release: { readonly actor: string; readonly atMs: number },
): Promise<number> {
  const { count } = await withRows(url, (rows) =>
    rows.killSwitch.updateMany({
      where: { cluster, releasedAtMs: null },
      data: { releasedBy: release.actor, releasedAtMs: BigInt(release.atMs) },
    }),
  );
  return count;
}
