import { z } from "zod";
import type { SourceWarning } from "@/lib/errors";
import { snapshotKinds, snapshotOrigins, type Snapshot } from "@/lib/proxies/snapshot";
import { withRows } from "@/server/database/database";
import type { Rows } from "@/server/database/open";

const withoutBlobs = { layout: true, frame: true } as const;
type Row = Omit<NonNullable<Awaited<ReturnType<Rows["snapshot"]["findUnique"]>>>, "layout" | "frame">;

function snapshotFromRow(row: Row): Snapshot {
  const { cluster, namespace, pod } = row;
  return {
    id: row.id,
    kind: z.enum(snapshotKinds).parse(row.kind),
    origin: z.enum(snapshotOrigins).parse(row.origin),
    title: row.title,
    ...(pod === "" ? {} : { proxy: { cluster, namespace, pod } }),
    ...(row.nodeId === null ? {} : { nodeId: row.nodeId }),
    ...(row.fileName === null ? {} : { fileName: row.fileName }),
    note: row.note,
    ...(row.istioVersion === null ? {} : { istioVersion: row.istioVersion }),
    contentHash: row.contentHash,
    takenAtMs: Number(row.takenAtMs),
    createdAtMs: Number(row.createdAtMs),
    createdBy: row.createdBy,
    sizeBytes: row.sizeBytes,
    resourceCount: row.resourceCount,
    // Written by `columnsOf` below and by nobody else.
    warnings: JSON.parse(row.warnings) as readonly SourceWarning[],
  };
}

export type SnapshotFilter = {
  readonly cluster?: string;
  readonly namespace?: string;
  readonly pod?: string;
  readonly kind?: Snapshot["kind"];
  readonly origin?: Snapshot["origin"];
};

/** Newest first, at most `limit`. */
export async function listSnapshots(
  url: string | undefined,
  filter: SnapshotFilter,
  limit = 2000,
): Promise<readonly Snapshot[]> {
  const rows = await withRows(url, (all) =>
    all.snapshot.findMany({
      where: filter,
      omit: withoutBlobs,
      orderBy: [{ takenAtMs: "desc" }, { createdAtMs: "desc" }, { id: "asc" }],
      take: limit,
    }),
  );
  return rows.map(snapshotFromRow);
}

/** Content of the newest one of a proxy in one view; undefined when none is kept. */
export async function newestContentHash(
  url: string | undefined,
  filter: SnapshotFilter,
): Promise<string | undefined> {
  const row = await withRows(url, (all) =>
    all.snapshot.findFirst({
      where: filter,
      select: { contentHash: true },
      orderBy: [{ takenAtMs: "desc" }, { createdAtMs: "desc" }],
    }),
  );
  return row?.contentHash;
}

/** Writes another note; false when there is no such snapshot. */
export async function saveSnapshotNote(url: string | undefined, id: string, note: string): Promise<boolean> {
  const { count } = await withRows(url, (rows) =>
    rows.snapshot.updateMany({ where: { id }, data: { note } }),
  );
  return count > 0;
}

/** Ids of the oldest of one origin. */
export async function oldestSnapshots(
  url: string | undefined,
  origin: Snapshot["origin"],
  limit: number,
): Promise<readonly string[]> {
  const rows = await withRows(url, (all) =>
    all.snapshot.findMany({
      where: { origin },
      select: { id: true },
      orderBy: [{ createdAtMs: "asc" }, { id: "asc" }],
      take: limit,
    }),
  );
  return rows.map(({ id }) => id);
}

export async function readSnapshotRow(url: string | undefined, id: string): Promise<Snapshot | undefined> {
  const row = await withRows(url, (rows) => rows.snapshot.findUnique({ where: { id }, omit: withoutBlobs }));
  return row === null ? undefined : snapshotFromRow(row);
}

/** What a snapshot is made of, compressed. */
export type SnapshotBlobs = { readonly layout: Uint8Array; readonly frame: Uint8Array };

export async function readSnapshotBlobs(
  url: string | undefined,
  id: string,
): Promise<SnapshotBlobs | undefined> {
  const row = await withRows(url, (rows) =>
    rows.snapshot.findUnique({ where: { id }, select: { layout: true, frame: true } }),
  );
  return row ?? undefined;
}

export function columnsOf(snapshot: Snapshot, blobs: SnapshotBlobs) {
  const { proxy, nodeId, fileName, istioVersion, takenAtMs, createdAtMs, warnings, ...columns } = snapshot;
  return {
    ...columns,
    cluster: proxy?.cluster ?? "",
    namespace: proxy?.namespace ?? "",
    pod: proxy?.pod ?? "",
    nodeId: nodeId ?? null,
    fileName: fileName ?? null,
    istioVersion: istioVersion ?? null,
    takenAtMs: BigInt(takenAtMs),
    createdAtMs: BigInt(createdAtMs),
    warnings: JSON.stringify(warnings),
    layout: new Uint8Array(blobs.layout),
    frame: new Uint8Array(blobs.frame),
    storedBytes: blobs.layout.length + blobs.frame.length,
  };
}
