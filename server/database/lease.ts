import { withRows } from "@/server/database/database";

/** Takes the lease `name` for `holder` until `nowMs + ttlMs`; false while somebody else holds it. Renewing is taking again. */
export async function takeLease(
  url: string | undefined,
  lease: { readonly name: string; readonly holder: string; readonly ttlMs: number },
  nowMs: number,
): Promise<boolean> {
  return withRows(url, async (rows) => {
    const expiresAtMs = BigInt(nowMs + lease.ttlMs);
    const taken = await rows.lease.updateMany({
      where: { name: lease.name, OR: [{ holder: lease.holder }, { expiresAtMs: { lte: BigInt(nowMs) } }] },
      data: { holder: lease.holder, expiresAtMs },
    });
    if (taken.count === 1) return true;
    const held = await rows.lease.findUnique({ where: { name: lease.name } });
    if (held !== null) return held.holder === lease.holder;
    try {
      await rows.lease.create({ data: { name: lease.name, holder: lease.holder, expiresAtMs } });
      return true;
    } catch (error) {
      // P2002: another holder made the row between the two statements.
      if (error instanceof Error && "code" in error && error.code === "P2002") return false;
      throw error;
    }
  });
}

/** Gives the lease back; a lease of somebody else stays. */
export async function releaseLease(url: string | undefined, name: string, holder: string): Promise<void> {
  await withRows(url, (rows) => rows.lease.deleteMany({ where: { name, holder } }));
}

/** Whether anyone holds `name` at `nowMs`. */
export async function isLeased(url: string | undefined, name: string, nowMs: number): Promise<boolean> {
  return withRows(url, async (rows) => {
    const held = await rows.lease.findUnique({ where: { name } });
    return held !== null && held.expiresAtMs > BigInt(nowMs);
  });
}

/** Ends every lease. Only for a database that one process at a time has open: whoever held one is gone. */
export async function releaseAllLeases(url: string): Promise<void> {
  await withRows(url, (rows) => rows.lease.deleteMany({}));
}
