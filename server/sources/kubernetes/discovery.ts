import { kinds, type KindInfo } from "@/lib/config/kinds";
import { SourceError } from "@/lib/errors";
import type { Clock, Requester } from "@/server/sources/request";
import { apiRoot } from "./paths";
import { groupListSchema, resourceListSchema } from "./wire";

export type Served = { readonly apiVersion: string; readonly plural: string };
export type Discovery = {
  /** The served version of a kind by our order of preference; undefined when the cluster does not have it. */
  readonly served: (info: KindInfo) => Promise<Served | undefined>;
  /** Plural and scope of any kind of an API version. Throws SourceError. */
  readonly resource: (
    apiVersion: string,
    kind: string,
  ) => Promise<{ plural: string; namespaced: boolean } | undefined>;
};

/** Definitions are installed while we run, so the answer is asked for again after this time. */
const maxAgeMs = 30_000;

export function createDiscovery(requester: Requester, clock: Clock): Discovery {
  let versions: { atMs: number; byGroup: Promise<ReadonlyMap<string, ReadonlySet<string>>> } | undefined;
  const resources = new Map<string, { atMs: number; list: Promise<Resources> }>();

  const servedVersions = () => {
    if (versions === undefined || clock.nowMs() - versions.atMs > maxAgeMs) {
      versions = { atMs: clock.nowMs(), byGroup: readVersions(requester) };
      versions.byGroup.catch(() => (versions = undefined));
    }
    return versions.byGroup;
  };

  const resourcesOf = (apiVersion: string) => {
    const known = resources.get(apiVersion);
    if (known !== undefined && clock.nowMs() - known.atMs <= maxAgeMs) return known.list;
    const list = readResources(requester, apiVersion);
    resources.set(apiVersion, { atMs: clock.nowMs(), list });
    list.catch(() => resources.delete(apiVersion));
    return list;
  };

  return {
    async served(info) {
      const inCluster = info.group === "" ? new Set(["v1"]) : (await servedVersions()).get(info.group);
      for (const version of info.versions) {
        if (inCluster?.has(version) !== true) continue;
        const apiVersion = info.group === "" ? version : `${info.group}/${version}`;
        const found = (await resourcesOf(apiVersion)).get(info.kind);
        if (found !== undefined) return { apiVersion, plural: found.plural };
      }
      return undefined;
    },
    async resource(apiVersion, kind) {
      const known = kinds.find((info) => info.kind === kind && groupVersions(info).includes(apiVersion));
      if (known !== undefined) return { plural: known.plural, namespaced: known.namespaced };
      return (await resourcesOf(apiVersion)).get(kind);
    },
  };
}

type Resources = ReadonlyMap<string, { readonly plural: string; readonly namespaced: boolean }>;

const groupVersions = (info: KindInfo) =>
  info.versions.map((version) => (info.group === "" ? version : `${info.group}/${version}`));

async function readVersions(requester: Requester): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { data } = await requester.json(groupListSchema, "/apis");
  return new Map(
    data.groups.map((group) => [group.name, new Set(group.versions.map(({ version }) => version))]),
  );
}

async function readResources(requester: Requester, apiVersion: string): Promise<Resources> {
  try {
    const { data } = await requester.json(resourceListSchema, apiRoot(apiVersion));
    const own = data.resources.filter((resource) => !resource.name.includes("/"));
    return new Map(own.map(({ kind, name, namespaced }) => [kind, { plural: name, namespaced }]));
  } catch (error) {
    if (error instanceof SourceError && error.reason === "not_found") return new Map();
    throw error;
  }
}
