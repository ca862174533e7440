import type { KubeConfig } from "@kubernetes/client-node";
import type { KubernetesSource } from "@/server/ports";
import { systemClock, type Clock } from "@/server/sources/request";
import { singleton } from "@/server/singleton";
import { createAccess } from "./access";
import { createKubernetesClient } from "./client";
import { loadKubeConfig, type KubernetesAccess, type Person } from "./connection";
import { dialPod } from "./dial";
import { createDiscovery } from "./discovery";
import type { ObjectChange } from "./kind-store";
import { createWatchCache, type WatchCache } from "./watch-cache";
import { createWrites } from "./writes";

export { isInCluster } from "./connection";
export type { KubernetesAccess, Person } from "./connection";
export type { ObjectChange } from "./kind-store";

export type KubernetesOptions = {
  readonly cluster: string;
  readonly access: KubernetesAccess;
  readonly clock?: Clock;
};

/** A cluster's source as the console's own account, and the same source on behalf of a person. */
export type Kubernetes = {
  readonly source: KubernetesSource;
  readonly as: (person: Person) => KubernetesSource;
  readonly onChange: (listener: (change: ObjectChange) => void) => () => void;
  readonly close: () => void;
};

const firstSyncTimeoutMs = 15_000;

/** Throws an Error that names what is wrong with the kubeconfig. */
export function createKubernetes({ cluster, access, clock = systemClock }: KubernetesOptions): Kubernetes {
  const config = loadKubeConfig(access);
  const client = createKubernetesClient({ cluster, config, clock });
  const cache = createWatchCache(client, createDiscovery(client.requester, clock), clock);
  return {
    source: sourceFor(cluster, config, clock, cache),
    as: (person) => sourceFor(cluster, config, clock, cache, person),
    onChange: cache.onChange,
    close: cache.close,
  };
}

/** One per cluster in this process: watches are shared by every request and both of Next's module graphs. */
export function sharedKubernetes(options: KubernetesOptions): Kubernetes {
  return singleton(`kubernetes ${options.cluster}`, () => createKubernetes(options));
}

function sourceFor(
  cluster: string,
  config: KubeConfig,
  clock: Clock,
  cache: WatchCache,
  person?: Person,
): KubernetesSource {
  const client = createKubernetesClient({ cluster, config, clock, person });
  return {
    ...createWrites(client, createDiscovery(client.requester, clock)),
    ...createAccess(client.requester),
    states: cache.states,
    revision: cache.revision,
    dial: (pod, port, call) => dialPod({ cluster, config: client.connection.config }, pod, port, call),
    async list(group, kind, call, namespaces = []) {
      const limits = { signal: call.signal, timeoutMs: call.timeoutMs ?? firstSyncTimeoutMs };
      const { objects, warnings, ageMs } = await cache.read(group, kind, limits);
      const wanted = new Set(namespaces);
      const data =
        wanted.size === 0 ? objects : objects.filter(({ metadata }) => wanted.has(metadata.namespace ?? ""));
      return {
        data,
        warnings,
        evidence: [
          {
            source: "kubernetes",
            cluster,
            kind: "watch",
            request: `WATCH ${kind}${group === "" ? "" : `.${group}`}`,
            purpose: call.purpose,
            atMs: clock.nowMs() - ageMs,
            durationMs: 0,
            rows: data.length,
          },
        ],
      };
    },
  };
}
