import type { KubeConfig } from "@kubernetes/client-node";
import { sourceWarning, type SourceWarning } from "@/lib/errors";
import { phrase } from "@/lib/phrase";
import type { KubernetesSource } from "@/server/ports";
import { systemClock, type Clock } from "@/server/sources/request";
import { createAccess } from "./access";
import { createKubernetesClient } from "./client";
import {
  connectionFrom,
  loadKubeConfig,
  type Connection,
  type KubernetesAccess,
  type Person,
} from "./connection";
import { dialPod } from "./dial";
import { createDiscovery } from "./discovery";
import { createEvents } from "./events";
import { createNetworkPolicies } from "./network-policies";
import { readableFormer } from "./former-objects";
import { createListGate, type ListGrant } from "./list-gate";
import type { ObjectChange } from "./kind-store";
import { createOpenApi, type OpenApiCache } from "./open-api";
import { createWatchCache, type WatchCache } from "./watch-cache";
import { createWrites } from "./writes";

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
  /** For other sources that go through the API server's pod proxy. */
  readonly proxyAccess: (person?: Person) => { baseUrl: string; credentials: Connection["credentials"] };
  readonly onChange: (listener: (change: ObjectChange) => void) => () => void;
  readonly close: () => void;
};

const firstSyncTimeoutMs = 15_000;

/** Throws an Error that names what is wrong with the kubeconfig. */
export function createKubernetes({ cluster, access, clock = systemClock }: KubernetesOptions): Kubernetes {
  const config = loadKubeConfig(access);
  const client = createKubernetesClient({ cluster, config, clock });
  const cache = createWatchCache(client, createDiscovery(client.requester, clock), clock);
  const schemas: OpenApiCache = new Map();
  return {
    source: sourceFor(cluster, config, clock, { cache, schemas }),
    as: (person) => sourceFor(cluster, config, clock, { cache, schemas }, person),
    proxyAccess(person) {
      const { server, credentials } = connectionFrom(config, person);
      return { baseUrl: server, credentials };
    },
    onChange: cache.onChange,
    close: cache.close,
  };
}

function sourceFor(
  cluster: string,
  config: KubeConfig,
  clock: Clock,
  { cache, schemas }: { readonly cache: WatchCache; readonly schemas: OpenApiCache },
  person?: Person,
): KubernetesSource {
  const client = createKubernetesClient({ cluster, config, clock, person });
  const access = createAccess(client.requester);
  const grantOf = person === undefined ? undefined : createListGate(access.canI, clock);
  return {
    ...createWrites(client, createDiscovery(client.requester, clock)),
    ...createEvents(client, clock),
    ...createNetworkPolicies(client, clock),
    ...access,
    ...createOpenApi(client, clock, schemas),
    states: cache.states,
    revision: cache.revision,
    former: (call) => readableFormer(cache.former(), grantOf, call),
    dial: (pod, port, call) => dialPod({ cluster, config: client.connection.config }, pod, port, call),
    async list(group, kind, call, namespaces = []) {
      const grant = (await grantOf?.(group, kind, namespaces, call)) ?? "all";
      const limits = { signal: call.signal, timeoutMs: call.timeoutMs ?? firstSyncTimeoutMs };
      const { objects, warnings, ageMs } = await cache.read(group, kind, limits);
      const data = objects.filter(({ metadata }) => isWanted(metadata.namespace ?? "", namespaces, grant));
      const isAbsent = cache
        .states()
        .some((one) => one.group === group && one.kind === kind && one.state === "absent");
      // Nobody can be refused what the cluster does not have.
      const refused = grant === "all" || isAbsent ? [] : [refusedWarning(cluster, kind, namespaces, grant)];
      const request = `WATCH ${kind}${group === "" ? "" : `.${group}`}`;
      const atMs = clock.nowMs() - ageMs;
      const { purpose } = call;
      return {
        data,
        warnings: [...warnings, ...refused.flat()],
        evidence: [
          {
            source: "kubernetes",
            cluster,
            kind: "watch",
            request,
            purpose,
            atMs,
            durationMs: 0,
            rows: data.length,
          },
        ],
      };
    },
  };
}

function isWanted(namespace: string, wanted: readonly string[], grant: ListGrant): boolean {
  if (wanted.length > 0 && !wanted.includes(namespace)) return false;
  return grant === "all" || grant.has(namespace);
}

function refusedWarning(
  cluster: string,
  kind: string,
  namespaces: readonly string[],
  grant: ReadonlySet<string>,
): SourceWarning[] {
  const missing = namespaces.filter((namespace) => !grant.has(namespace));
  if (namespaces.length > 0 && missing.length === 0) return [];
  const where = namespaces.length === 0 ? "in all namespaces" : `in ${missing.join(", ")}`;
  return [
    sourceWarning({
      source: "kubernetes",
      cluster,
      reason: "forbidden",
      part: kind,
      message: `you may not list ${kind} ${where}`,
      hint: phrase("choose_readable_namespaces"),
    }),
  ];
}
