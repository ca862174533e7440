import { proxyRows, type ProxyRow } from "@/lib/controlplane/proxy-row";
import type { Sourced } from "@/lib/evidence";
import type { DumpSection } from "@/lib/proxies/dump/entry";
import { countSections } from "@/lib/proxies/dump/read-entries";
import {
  certsFromPage,
  memoryFromPage,
  serverInfoFromPage,
  type CertFact,
  type MemoryFacts,
  type ServerInfo,
} from "@/lib/proxies/server-info";
import { clusterSources } from "@/server/operations/cluster-sources";
import { sharedReplicas, sharedSync } from "@/server/operations/controlplane/shared-sync";
import { Gathering } from "@/server/operations/gathering";
import { locateProxy, readDumpBytes, type ProxyInput } from "@/server/operations/proxies/target";
import type { Call, OperationContext } from "@/server/ports";

export type ProxySummary = {
  readonly row?: ProxyRow;
  /** Absent when Envoy could not be asked. */
  readonly server?: ServerInfo;
  readonly certs?: readonly CertFact[];
  readonly memory?: MemoryFacts;
  /** Version of the istiod replica that holds it. */
  readonly istiodVersion?: string;
  readonly counts?: Readonly<Record<DumpSection, number>>;
  readonly sizeBytes?: number;
  readonly contentHash?: string;
  /** Envoy gave none of its pages; what istiod would send can still be read. */
  readonly isEnvoySilent: boolean;
  /** Nothing could be asked of Envoy, because Kubernetes does not say where the pod is. */
  readonly isPlaceUnknown?: true;
};

/** What a proxy is and how it is: sync state, Envoy's own state, certificates, number of resources. */
export async function readProxy(ctx: OperationContext, input: ProxyInput): Promise<Sourced<ProxySummary>> {
  const gathering = new Gathering();
  const sources = clusterSources(ctx, input.cluster);
  const call = (purpose: string): Call => ({ purpose, signal: ctx.signal });
  const [pods, syncs, replicas, address] = await Promise.all([
    gathering.takeObjects("pod", sources.kubernetes.list("", "Pod", call("pod"), [input.namespace])),
    gathering.take("sync state", sharedSync(ctx, input.cluster, call("sync state"))),
    gathering.take("istiod replicas", sharedReplicas(ctx, input.cluster, call("istiod replicas"))),
    locateProxy(sources, input, ctx.signal).catch(() => undefined),
  ]);
  const rows = proxyRows({
    pods: pods?.filter((pod) => pod.metadata.name === input.pod),
    syncs: syncs?.filter((sync) => sync.pod === input.pod && sync.namespace === input.namespace),
    isPartial: replicas === undefined || replicas.some((replica) => replica.connectedProxies === undefined),
    versionByReplica: new Map(
      (replicas ?? []).flatMap(({ name, version }) => (version === undefined ? [] : [[name, version]])),
    ),
  });
  const row = rows[0];
  const hasAdmin = address !== undefined && row?.connection !== "no_proxy";
  const [server, certs, memory, dump] = await Promise.all([
    hasAdmin
      ? gathering.take(
          "Envoy's state",
          sources.proxyAdmin.page(address, "server_info", call("Envoy's version and state")),
        )
      : undefined,
    hasAdmin
      ? gathering.take(
          "certificates in use",
          sources.proxyAdmin.page(address, "certs", call("certificates in use")),
        )
      : undefined,
    hasAdmin
      ? gathering.take("memory", sources.proxyAdmin.page(address, "memory", call("memory of Envoy's heap")))
      : undefined,
    hasAdmin
      ? gathering.take(
          "configuration",
          readDumpBytes(ctx, { ...input, view: "envoy" }, "number of resources"),
        )
      : undefined,
  ]);
  const serverInfo = serverInfoFromPage(server);
  const certFacts = certsFromPage(certs);
  const memoryFacts = memory === undefined ? undefined : memoryFromPage(memory);
  const istiodVersion = replicas?.find(({ name }) => name === row?.replica)?.version;
  return gathering.answer({
    ...(row === undefined ? {} : { row }),
    isEnvoySilent: server === undefined && dump === undefined,
    ...(pods === undefined && address === undefined ? { isPlaceUnknown: true } : {}),
    ...(serverInfo === undefined ? {} : { server: serverInfo }),
    ...(certFacts === undefined ? {} : { certs: certFacts }),
    ...(memoryFacts === undefined ? {} : { memory: memoryFacts }),
    ...(istiodVersion === undefined ? {} : { istiodVersion }),
    ...(dump === undefined
      ? {}
      : { counts: countSections(dump.entries), sizeBytes: dump.bytes.length, contentHash: dump.contentHash }),
  });
}
