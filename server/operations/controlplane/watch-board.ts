import { wireKey, type RowWire } from "@/lib/controlplane/board-wire";
import { clusterSources } from "@/server/operations/cluster-sources";
import type { OperationContext } from "@/server/ports";
import { log } from "@/server/telemetry/log";
import { boardOf, type Board, type BoardHead } from "./board";
import { syncFeedOf } from "./shared-sync";
import type { SyncLook } from "./sync-look";

/** The whole board first, then what changed of it. */
export type BoardMessage =
  | { readonly kind: "whole"; readonly board: Board }
  | {
      readonly kind: "changes";
      readonly head: BoardHead;
      readonly rows: readonly RowWire[];
      /** `namespace/pod` of rows that are gone. */
      readonly gone: readonly string[];
      /** Only those that were not told before. */
      readonly errors: Readonly<Record<string, string>>;
    };

/**
 * The board as it changes, until `signal` aborts. Every look is told, also one that found nothing new, so that readers
 * know how old the board is. Throws not_found for a cluster that is not configured.
 */
export async function* watchBoard(
  ctx: OperationContext,
  cluster: string,
  signal: AbortSignal,
): AsyncGenerator<BoardMessage> {
  const sources = clusterSources(ctx, cluster);
  let told: ReadonlyMap<string, string> | undefined;
  const toldErrors = new Set<string>();
  for await (const look of looksOf(syncFeedOf(sources).listen, signal)) {
    const built = await boardOf(sources, look).catch((error: unknown) => {
      log.warn({ err: error }, "the sync board could not be built");
      return undefined;
    });
    if (built === undefined) continue;
    const { rows, errors, ...head } = built.data;
    const texts = new Map(rows.map((row) => [wireKey(row), JSON.stringify(row)]));
    const before = told;
    told = texts;
    const news = Object.fromEntries(Object.entries(errors).filter(([key]) => !toldErrors.has(key)));
    for (const key of Object.keys(news)) toldErrors.add(key);
    if (before === undefined) {
      yield { kind: "whole", board: built.data };
      continue;
    }
    yield {
      kind: "changes",
      head,
      rows: rows.filter((row) => before.get(wireKey(row)) !== texts.get(wireKey(row))),
      gone: [...before.keys()].filter((key) => !texts.has(key)),
      errors: news,
    };
  }
}

/** The looks as they come; a reader that is slow gets the newest only. */
async function* looksOf(
  listen: (onLook: (look: SyncLook) => void) => () => void,
  signal: AbortSignal,
): AsyncGenerator<SyncLook> {
  let waiting: SyncLook | undefined;
  let wake = () => {};
  const leave = listen((look) => {
    waiting = look;
    wake();
  });
  const onAbort = () => wake();
  signal.addEventListener("abort", onAbort);
  try {
    while (!signal.aborted) {
      const look = waiting;
      waiting = undefined;
      if (look !== undefined) yield look;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    leave();
  }
}
