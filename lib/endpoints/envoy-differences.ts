import { envoyState, sliceState } from "./cells";
import type {
  EnvoyEndpoint,
  ShardEndpoint,
  SliceEndpoint,
  TruthClient,
  TruthDifference,
  TruthState,
} from "./model";

/** One endpoint as a client's proxy has it, beside what it should have. */
export type ClientView = {
  readonly client: TruthClient;
  /** In the cluster without a subset. */
  readonly base: EnvoyEndpoint | undefined;
  /** The proxy has that cluster, and its endpoints come from istiod. */
  readonly hasBase: boolean;
  /** Subsets whose clusters have the endpoint, and all that there are for the port. */
  readonly inSubsets: readonly string[];
  readonly allSubsets: readonly string[];
  readonly shard: ShardEndpoint | undefined;
  readonly slice: SliceEndpoint | undefined;
  readonly isIstiodKnown: boolean;
  /** The proxy has endpoints of the other IP family only. */
  readonly isOtherFamily: boolean;
};

type Draft = Omit<TruthDifference, "client">;

/** Proxies that have not acknowledged what istiod sent last: a difference is of its age before anything else. */
const behind = new Set(["stale", "error", "disconnected", "not_sent"]);

/** Where a client's proxy differs from istiod, or from Kubernetes while istiod is unknown. */
export function envoyDifferences(view: ClientView): readonly TruthDifference[] {
  const { client, base, hasBase } = view;
  const name = `${client.namespace}/${client.pod}`;
  const drafts = base === undefined ? (hasBase ? missing(view) : []) : present(view, base);
  return [...drafts, ...subsetDifferences(view)].map((draft) => ({ ...draft, client: name }));
}

function late(client: TruthClient, draft: Draft): Draft {
  if (!behind.has(client.sync)) return draft;
  return {
    code: "stale_at_envoy",
    severity: "degraded",
    values: { ...draft.values, sync: client.sync, what: draft.code },
  };
}

/** Whether istiod sends it: what is unhealthy only where it was told to, what goes away not at all. */
export function isSent(shard: ShardEndpoint): boolean {
  if (shard.health === "healthy" || shard.health === "unknown") return true;
  return shard.health === "unhealthy" && shard.sendsUnhealthy;
}

function missing({
  client,
  shard,
  slice,
  isIstiodKnown,
  isOtherFamily: isOther,
}: ClientView): readonly Draft[] {
  if (isOther) return [{ code: "other_family", severity: "info", values: {} }];
  if (shard !== undefined) {
    if (!isSent(shard)) return [];
    return [late(client, { code: "missing_at_envoy", severity: "failing", values: { than: "istiod" } })];
  }
  if (isIstiodKnown || slice === undefined || sliceState(slice) !== "ready") return [];
  return [late(client, { code: "missing_at_envoy", severity: "failing", values: { than: "kubernetes" } })];
}

function present(view: ClientView, base: EnvoyEndpoint): readonly Draft[] {
  const { client, shard, slice, isIstiodKnown } = view;
  const state = envoyState(base);
  const own: Draft[] = [];
  if (state === "ejected") own.push({ code: "ejected", severity: "degraded", values: {} });
  if (state === "failed_check") own.push({ code: "failed_check", severity: "degraded", values: {} });
  if (shard !== undefined) return [...own, ...againstShard(client, base, shard)];
  if (isIstiodKnown || slice === undefined)
    return [...own, late(client, { code: "extra_at_envoy", severity: "degraded", values: {} })];
  return own;
}

/** The words of both sides for one state. */
const healthOf: Readonly<Record<ShardEndpoint["health"], TruthState | undefined>> = {
  healthy: "healthy",
  unhealthy: "unhealthy",
  draining: "draining",
  terminating: "draining",
  unknown: undefined,
};

function againstShard(client: TruthClient, base: EnvoyEndpoint, shard: ShardEndpoint): readonly Draft[] {
  const drafts: Draft[] = [];
  const wanted = healthOf[shard.health];
  const told = envoyState({ ...base, liveFaults: [] });
  const values = (istiod: string, envoy: string) => ({ istiod, envoy });
  if (wanted !== undefined && told !== wanted)
    drafts.push(
      late(client, {
        code: "health_not_at_envoy",
        severity: told === "healthy" ? "failing" : "degraded",
        values: values(shard.health, told),
      }),
    );
  if (base.port !== shard.port)
    drafts.push(
      late(client, {
        code: "target_port",
        severity: "failing",
        values: values(String(shard.port), String(base.port)),
      }),
    );
  if (!base.isTunnelled && tlsWord(shard.tlsMode) !== tlsWord(base.tlsMode))
    drafts.push({
      code: "tls_mode",
      severity: "info",
      values: values(tlsWord(shard.tlsMode), tlsWord(base.tlsMode)),
    });
  if ((shard.weight ?? 1) !== (base.weight ?? 1))
    drafts.push({
      code: "weight",
      severity: "info",
      values: values(String(shard.weight ?? 1), String(base.weight ?? 1)),
    });
  if (shard.locality !== base.locality)
    drafts.push(
      late(client, {
        code: "locality",
        severity: "info",
        values: values(shard.locality || "–", base.locality || "–"),
      }),
    );
  return drafts;
}

const tlsWord = (mode: string) => (mode === "istio" ? "istio" : "disabled");

/** A subset of a DestinationRule must have what its labels pick, as far as the proxy has a cluster for it. */
function subsetDifferences(view: ClientView): readonly Draft[] {
  const { client, shard, inSubsets, allSubsets } = view;
  if (shard === undefined || !isSent(shard)) return [];
  const matching = matchingSubsets(client, shard);
  if (client.subsets.length > 0 && matching.length === 0)
    return [
      {
        code: "no_subset",
        severity: "info",
        values: { subsets: client.subsets.map(({ name }) => name).join(", ") },
      },
    ];
  const lacking = matching.filter((name) => allSubsets.includes(name) && !inSubsets.includes(name));
  if (lacking.length === 0) return [];
  const values = { subsets: lacking.join(", ") };
  return [late(client, { code: "missing_in_subset", severity: "failing", values })];
}

/** Names of the subsets whose labels all stand on the endpoint. */
export function matchingSubsets(
  { subsets }: Pick<TruthClient, "subsets">,
  { labels }: Pick<ShardEndpoint, "labels">,
): readonly string[] {
  return subsets
    .filter((subset) => Object.entries(subset.labels).every(([key, value]) => labels[key] === value))
    .map(({ name }) => name);
}
