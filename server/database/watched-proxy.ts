import { withRows } from "@/server/database/database";
import type { Rows } from "@/server/database/open";

type Row = NonNullable<Awaited<ReturnType<Rows["watchedProxy"]["findFirst"]>>>;
type Place = { readonly cluster: string; readonly namespace: string; readonly pod: string };

/** A proxy whose every version is kept. */
export type WatchedProxy = Place & {
  readonly createdBy: string;
  readonly createdAtMs: number;
  /** When its dump was last read for this. */
  readonly checkedAtMs?: number;
  /** Why the last read failed. */
  readonly error?: string;
};

function watchFromRow({ createdAtMs, checkedAtMs, error, ...row }: Row): WatchedProxy {
  return {
    ...row,
    createdAtMs: Number(createdAtMs),
    ...(checkedAtMs === null ? {} : { checkedAtMs: Number(checkedAtMs) }),
    ...(error === null ? {} : { error }),
  };
}

const keyOf = ({ cluster, namespace, pod }: Place) => ({ cluster, namespace, pod });

export async function readWatchRow(url: string | undefined, place: Place): Promise<WatchedProxy | undefined> {
  const row = await withRows(url, (rows) =>
    rows.watchedProxy.findUnique({ where: { cluster_namespace_pod: keyOf(place) } }),
  );
  return row === null ? undefined : watchFromRow(row);
}

export async function listWatches(url: string | undefined): Promise<readonly WatchedProxy[]> {
  const rows = await withRows(url, (all) => all.watchedProxy.findMany({ orderBy: { createdAtMs: "asc" } }));
  return rows.map(watchFromRow);
}

/** Begins one; the first wish stays when there is one already. */
export async function saveWatch(url: string | undefined, watch: WatchedProxy): Promise<void> {
  await withRows(url, (rows) =>
    rows.watchedProxy.upsert({
      where: { cluster_namespace_pod: keyOf(watch) },
      create: { ...keyOf(watch), createdBy: watch.createdBy, createdAtMs: BigInt(watch.createdAtMs) },
      update: {},
    }),
  );
}

/** Notes how the last read went. */
export async function noteWatchCheck(
  url: string | undefined,
  place: Place,
  check: { readonly atMs: number; readonly error?: string },
): Promise<void> {
  await withRows(url, (rows) =>
    rows.watchedProxy.updateMany({
      where: keyOf(place),
      data: { checkedAtMs: BigInt(check.atMs), error: check.error ?? null },
    }),
  );
}

export async function deleteWatch(url: string | undefined, place: Place): Promise<void> {
  await withRows(url, (rows) => rows.watchedProxy.deleteMany({ where: keyOf(place) }));
}
