import type { Suppression } from "@/lib/findings/suppression";
import { withRows } from "@/server/database/database";
import type { Rows } from "@/server/database/open";

type Row = NonNullable<Awaited<ReturnType<Rows["suppression"]["findUnique"]>>>;

function suppressionFromRow(row: Row): Suppression {
  return {
    id: row.id,
    cluster: row.cluster,
    code: row.code,
    ...(row.objectKey === "" ? {} : { objectKey: row.objectKey }),
    ...(row.namespace === "" ? {} : { namespace: row.namespace }),
    reason: row.reason,
    createdBy: row.createdBy,
    createdAtMs: Number(row.createdAtMs),
    expiresAtMs: Number(row.expiresAtMs),
    ...(row.endedBy === null ? {} : { endedBy: row.endedBy }),
    ...(row.endedAtMs === null ? {} : { endedAtMs: Number(row.endedAtMs) }),
  };
}

export async function saveSuppression(url: string | undefined, suppression: Suppression): Promise<void> {
  const { objectKey = "", namespace = "", createdAtMs, expiresAtMs, id, cluster, code } = suppression;
  const { reason, createdBy } = suppression;
  await withRows(url, (rows) =>
    rows.suppression.create({
      data: {
        id,
        cluster,
        code,
        objectKey,
        namespace,
        reason,
        createdBy,
        createdAtMs: BigInt(createdAtMs),
        expiresAtMs: BigInt(expiresAtMs),
      },
    }),
  );
}

/** Those that nobody ended, also when their day is past: the caller's clock decides. Newest first. */
export async function listSuppressions(
  url: string | undefined,
  cluster: string,
): Promise<readonly Suppression[]> {
  const rows = await withRows(url, (all) =>
    all.suppression.findMany({ where: { cluster, endedAtMs: null }, orderBy: { createdAtMs: "desc" } }),
  );
  return rows.map(suppressionFromRow);
}

/** Ends one; undefined when there is none of this id that is still open. */
export async function endSuppression(
  url: string | undefined,
  id: string,
  ended: { readonly by: string; readonly atMs: number },
): Promise<Suppression | undefined> {
  return withRows(url, async (rows) => {
    const { count } = await rows.suppression.updateMany({
      where: { id, endedAtMs: null },
      data: { endedBy: ended.by, endedAtMs: BigInt(ended.atMs) },
    });
    const row = count === 1 ? await rows.suppression.findUnique({ where: { id } }) : null;
    return row === null ? undefined : suppressionFromRow(row);
  });
}
