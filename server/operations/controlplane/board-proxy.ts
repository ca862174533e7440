import { proxyKey, type Since } from "@/lib/controlplane/first-seen";
import { parseNack, type NackPart } from "@/lib/controlplane/nack";
import { xdsTypes, type ProxySync, type TypeSync, type XdsType } from "@/lib/controlplane/sync";
import type { Sourced } from "@/lib/evidence";
import { clusterSources } from "@/server/operations/cluster-sources";
import { Gathering } from "@/server/operations/gathering";
import type { OperationContext } from "@/server/ports";
import { syncFeedOf } from "./shared-sync";
import { syncsOf } from "./sync-look";

/** One proxy's types with what the board leaves out for size: nonces and whole texts. */
export type BoardProxy = {
  readonly replica?: string;
  readonly types: readonly (TypeSync & {
    readonly type: XdsType;
    readonly since?: Since;
    readonly refused: readonly NackPart[];
  })[];
};

/** The proxy as the last look saw it, or as its silent replica told it last; without types when nobody lists it. */
export async function readBoardProxy(
  ctx: OperationContext,
  input: { readonly cluster: string; readonly namespace: string; readonly pod: string },
): Promise<Sourced<BoardProxy>> {
  const gathering = new Gathering();
  const feed = syncFeedOf(clusterSources(ctx, input.cluster));
  const look = await feed.look(feed.intervalMs, ctx.signal);
  const syncs =
    (await gathering.take(
      "sync state",
      Promise.resolve().then(() => syncsOf(look)),
    )) ?? [];
  const isAsked = (sync: ProxySync) => proxyKey(sync) === proxyKey(input);
  const sync = syncs.find(isAsked) ?? look.silent.find(isAsked);
  if (sync === undefined) return gathering.answer({ types: [] });
  const seen = look.seen.get(proxyKey(sync));
  return gathering.answer({
    replica: sync.replica,
    types: xdsTypes.flatMap((type) => {
      const found = sync.types[type];
      if (found === undefined) return [];
      const since = seen?.[type];
      return {
        ...found,
        type,
        refused: found.error === undefined ? [] : parseNack(found.error, type),
        ...(since === undefined ? {} : { since: { atMs: since.atMs, basis: since.basis } }),
      };
    }),
  });
}
