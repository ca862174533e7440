import { withRows } from "@/server/database/database";

/** Bytes of all snapshots and of the resources that they share. */
export async function storedBytes(url: string | undefined): Promise<number> {
  return withRows(url, async (rows) => {
    const [own, shared] = await Promise.all([
      rows.snapshot.aggregate({ _sum: { storedBytes: true } }),
      rows.snapshotResource.aggregate({ where: { refs: { gt: 0 } }, _sum: { storedBytes: true } }),
    ]);
    return (own._sum.storedBytes ?? 0) + (shared._sum.storedBytes ?? 0);
  });
}
