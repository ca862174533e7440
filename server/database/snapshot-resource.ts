import type { Snapshot } from "@/lib/proxies/snapshot";
import { withRows } from "@/server/database/database";
import { columnsOf, type SnapshotBlobs } from "@/server/database/snapshot";

/** Names in one statement: well below the variables that SQLite takes. */
const chunkSize = 500;
/** Writing many references at once may take longer than Prisma's five seconds on a busy machine. */
const patience = { maxWait: 15_000, timeout: 60_000 };
/** A resource without snapshots stays this long: one that is being written may count on it. */
const graceMs = 600_000;

export type StoredBody = { readonly hash: string; readonly body: Uint8Array };

function* chunksOf<T>(all: readonly T[]): Generator<T[]> {
  for (let at = 0; at < all.length; at += chunkSize) yield all.slice(at, at + chunkSize);
}

/** Which of these are stored already; they stay for a while, also when nothing refers to them. */
export async function touchResources(
  url: string | undefined,
  hashes: readonly string[],
  nowMs: number,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const hash of chunksOf(hashes)) {
    const where = { hash: { in: hash } };
    // oxlint-disable-next-line no-await-in-loop -- one connection, statement after statement
    const rows = await withRows(url, async (all) => {
      await all.snapshotResource.updateMany({ where, data: { touchedAtMs: BigInt(nowMs) } });
      return all.snapshotResource.findMany({ where, select: { hash: true } });
    });
    for (const row of rows) found.add(row.hash);
  }
  return found;
}

/** Stores bodies that nothing refers to yet. */
export async function addResources(
  url: string | undefined,
  bodies: readonly StoredBody[],
  nowMs: number,
): Promise<void> {
  const data = bodies.map(({ hash, body }) => ({
    hash,
    body: new Uint8Array(body),
    storedBytes: body.length,
    refs: 0,
    touchedAtMs: BigInt(nowMs),
  }));
  await withRows(url, async (rows) => {
    try {
      await rows.snapshotResource.createMany({ data });
    } catch (error) {
      if (!isTaken(error)) throw error;
      // Another console stored one of them meanwhile.
      for (const row of data) {
        // oxlint-disable-next-line no-await-in-loop -- one connection, statement after statement
        await rows.snapshotResource.upsert({ where: { hash: row.hash }, create: row, update: {} });
      }
    }
  });
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "P2002";
}

/** Writes the snapshot and its references, all or nothing; false when a resource is gone meanwhile. */
export async function createSnapshotRow(
  url: string | undefined,
  snapshot: Snapshot,
  blobs: SnapshotBlobs,
  hashes: readonly string[],
): Promise<boolean> {
  const lost = new Error("a resource is gone");
  try {
    await withRows(url, (rows) =>
      rows.$transaction(async (tx) => {
        for (const hash of chunksOf(hashes)) {
          // oxlint-disable-next-line no-await-in-loop -- a transaction is one connection
          const { count } = await tx.snapshotResource.updateMany({
            where: { hash: { in: hash } },
            data: { refs: { increment: 1 } },
          });
          if (count !== hash.length) throw lost;
        }
        await tx.snapshot.create({ data: columnsOf(snapshot, blobs) });
      }, patience),
    );
    return true;
  } catch (error) {
    if (error === lost) return false;
    throw error;
  }
}

/** Deletes a snapshot and gives its references back; false when there was none. */
export async function deleteSnapshotRow(
  url: string | undefined,
  id: string,
  hashes: readonly string[],
  nowMs: number,
): Promise<boolean> {
  return withRows(url, (rows) =>
    rows.$transaction(async (tx) => {
      const { count } = await tx.snapshot.deleteMany({ where: { id } });
      if (count === 0) return false;
      for (const hash of chunksOf(hashes)) {
        // oxlint-disable-next-line no-await-in-loop -- a transaction is one connection
        await tx.snapshotResource.updateMany({
          where: { hash: { in: hash } },
          data: { refs: { decrement: 1 }, touchedAtMs: BigInt(nowMs) },
        });
      }
      return true;
    }, patience),
  );
}

/** Deletes resources that no snapshot has had for a while; gives their number. */
export async function sweepResources(url: string | undefined, nowMs: number): Promise<number> {
  const touchedAtMs = { lt: BigInt(nowMs - graceMs) };
  const { count } = await withRows(url, (rows) =>
    rows.snapshotResource.deleteMany({ where: { refs: { lte: 0 }, touchedAtMs } }),
  );
  return count;
}

/** Bodies by their hashes, some hundred at a time. */
export async function* readResources(
  url: string | undefined,
  hashes: readonly string[],
): AsyncGenerator<readonly StoredBody[]> {
  for (const hash of chunksOf(hashes)) {
    yield await withRows(url, (rows) =>
      rows.snapshotResource.findMany({
        where: { hash: { in: hash } },
        select: { hash: true, body: true },
      }),
    );
  }
}

/** Bytes of all snapshots and of the resources that they share, each once. */
export async function storedBytes(url: string | undefined): Promise<number> {
  return withRows(url, async (rows) => {
    const [own, shared] = await Promise.all([
      rows.snapshot.aggregate({ _sum: { storedBytes: true } }),
      rows.snapshotResource.aggregate({ where: { refs: { gt: 0 } }, _sum: { storedBytes: true } }),
    ]);
    return (own._sum.storedBytes ?? 0) + (shared._sum.storedBytes ?? 0);
  });
}
