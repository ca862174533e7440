import { podProxy } from "@/lib/controlplane/pod-proxy";
import { parseNack, type NackPart } from "@/lib/controlplane/nack";
import { nackCandidates, type NackCandidate } from "@/lib/controlplane/nack-candidates";
import { proxyKey } from "@/lib/controlplane/first-seen";
import type { ProxySync, XdsType } from "@/lib/controlplane/sync";
import { rejections } from "@/lib/controlplane/sync-state";
import type { Sourced } from "@/lib/evidence";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { clusterSources } from "@/server/operations/cluster-sources";
import { readMeshObjects } from "@/server/operations/config/mesh-objects";
import { Gathering } from "@/server/operations/gathering";
import type { OperationContext } from "@/server/ports";
import { candidateFacts, type CandidateFacts } from "./candidate-facts";
import { syncFeedOf } from "./shared-sync";
import { stampedOwner } from "./stamped-owner";
import { syncsOf } from "./sync-look";

export type RefusedPart = NackPart & { readonly candidates: readonly (NackCandidate & CandidateFacts)[] };

/** One error text, and everybody who answered with it. */
export type Rejection = {
  readonly type: XdsType;
  /** Envoy's own words, whole. */
  readonly message: string;
  readonly parts: readonly RefusedPart[];
  readonly proxies: readonly {
    readonly namespace: string;
    readonly pod: string;
    readonly replica: string;
    readonly sinceMs?: number;
  }[];
  /** When the first of them refused it. */
  readonly sinceMs?: number;
};

/** What proxies refuse now, by text, most proxies first, with the objects that may be behind each. */
export async function listRejections(
  ctx: OperationContext,
  cluster: string,
): Promise<Sourced<readonly Rejection[]>> {
  const gathering = new Gathering();
  const sources = clusterSources(ctx, cluster);
  const feed = syncFeedOf(sources);
  const look = await feed.look(feed.intervalMs, ctx.signal);
  const syncs =
    (await gathering.take(
      "sync state",
      Promise.resolve().then(() => syncsOf(look)),
    )) ?? [];
  const groups = groupByText(syncs, (sync, type) => look.seen.get(proxyKey(sync))?.[type]?.atMs);
  if (groups.length === 0) return gathering.answer([]);
  const objects = (await gathering.take("mesh configuration", readMeshObjects(sources, ctx.signal))) ?? {};
  const listed = await Promise.all(
    groups.map(async (group): Promise<Rejection> => {
      const parts = await Promise.all(
        parseNack(group.message, group.type).map((part) =>
          withCandidates(ctx, sources.name, group, part, objects),
        ),
      );
      return { ...group, parts };
    }),
  );
  const facts = await candidateFacts(ctx, sources, listed, gathering);
  return gathering.answer(
    listed
      .map((rejection) => ({ ...rejection, parts: rejection.parts.map((part) => facts(part)) }))
      .toSorted((a, b) => b.proxies.length - a.proxies.length),
  );
}

type Group = Omit<Rejection, "parts">;

function groupByText(
  syncs: readonly ProxySync[],
  sinceOf: (sync: ProxySync, type: XdsType) => number | undefined,
): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const sync of syncs) {
    for (const { type, sync: found } of rejections(sync.types)) {
      const message = found.error ?? "";
      const key = `${type} ${message}`;
      const sinceMs = sinceOf(sync, type) ?? found.sentAtMs;
      const { namespace, pod, replica } = sync;
      const one = { namespace, pod, replica, ...(sinceMs === undefined ? {} : { sinceMs }) };
      const known = groups.get(key);
      const times = [known?.sinceMs, sinceMs].filter((time) => time !== undefined);
      groups.set(key, {
        type,
        message,
        proxies: [...(known?.proxies ?? []), one],
        ...(times.length === 0 ? {} : { sinceMs: Math.min(...times) }),
      });
    }
  }
  return [...groups.values()];
}

async function withCandidates(
  ctx: OperationContext,
  cluster: string,
  group: Group,
  part: NackPart,
  objects: MeshObjects,
): Promise<RefusedPart> {
  const [first] = group.proxies;
  if (first === undefined) return { ...part, candidates: [] };
  const pod = (objects["/Pod"] ?? [])
    .filter(({ metadata }) => metadata.name === first.pod && metadata.namespace === first.namespace)
    .map(podProxy)[0];
  const stamped = await stampedOwner(ctx, { cluster, ...first }, part);
  const candidates = nackCandidates({
    part,
    objects,
    proxy: {
      namespace: first.namespace,
      labels: pod?.labels ?? {},
      isGateway: pod?.type === "router",
    },
    ...(stamped === undefined ? {} : { stamped }),
    ...(group.sinceMs === undefined ? {} : { sentAtMs: group.sinceMs }),
  });
  return { ...part, candidates };
}
