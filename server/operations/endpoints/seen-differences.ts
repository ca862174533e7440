import { lastSentMs } from "@/lib/controlplane/sync-state";
import type { ProxySync } from "@/lib/controlplane/sync";
import type { TruthRow } from "@/lib/endpoints/model";
import { withAges, type SeenDifferences } from "@/lib/endpoints/settling";
import { singleton } from "@/server/singleton";

/** Places are forgotten oldest first. */
const placeLimit = 500;

type Look = {
  /** Which comparison it is: cluster, host and proxies. */
  readonly place: string;
  readonly nowMs: number;
  readonly changedMs: number | undefined;
  readonly syncs: readonly ProxySync[] | undefined;
};

/** The rows with the age of their differences, as far as this process has looked at the same place before. */
export function agedRows(
  rows: readonly TruthRow[],
  { place, nowMs, changedMs, syncs }: Look,
): readonly TruthRow[] {
  const memory = singleton("seen-differences", () => new Map<string, SeenDifferences>());
  const sentOf = new Map(
    (syncs ?? []).map(({ namespace, pod, types }) => [
      `${namespace}/${pod}`,
      lastSentMs(types.eds === undefined ? {} : { eds: types.eds }),
    ]),
  );
  const aged = withAges(rows, memory.get(place) ?? new Map(), {
    nowMs,
    changedMs,
    sentMs: (client) => sentOf.get(client),
  });
  memory.delete(place);
  if (aged.seen.size > 0) memory.set(place, aged.seen);
  for (const oldest of memory.keys()) {
    if (memory.size <= placeLimit) break;
    memory.delete(oldest);
  }
  return aged.rows;
}
