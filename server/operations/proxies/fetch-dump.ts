import type { Sourced } from "@/lib/evidence";
import type { ProxyView } from "@/lib/proxies/dump-target";
import { clusterSources } from "@/server/operations/cluster-sources";
import { sharedSyncFrom } from "@/server/operations/controlplane/shared-sync";
import { dumpVersion } from "@/server/operations/proxies/dump-version";
import { noteVersion } from "@/server/operations/proxies/snapshots/history";
import type {
  ClusterSources,
  ConfigDumpBytes,
  DumpCall,
  OperationContext,
  ProxyAddress,
} from "@/server/ports";

/** What the proxy acknowledged is worth a short wait: with it, a dump need not be fetched again. */
const versionPatienceMs = 400;

type Wanted = {
  readonly cluster: string;
  readonly namespace: string;
  readonly pod: string;
  readonly view: ProxyView;
  readonly isForced?: boolean;
};

/** The dump of a proxy in the wanted view. A version that was not kept yet is kept, without the reader waiting for it. */
export async function fetchProxyDump(
  ctx: OperationContext,
  wanted: Wanted,
  purpose: string,
  locate: (sources: ClusterSources) => Promise<ProxyAddress>,
): Promise<Sourced<ConfigDumpBytes>> {
  const sources = clusterSources(ctx, wanted.cluster);
  const { namespace, pod, view, isForced } = wanted;
  const call: DumpCall = {
    purpose,
    signal: ctx.signal,
    ...(isForced === undefined ? {} : { isForced }),
  };
  const answer =
    view === "istiod"
      ? await sources.controlPlane.configDump({ namespace, pod }, call)
      : await fromEnvoy(sources, wanted, call, locate);
  if (isForced !== true && answer.warnings.length === 0) {
    void noteVersion(ctx, { proxy: { cluster: sources.name, namespace, pod }, view, dump: answer.data });
  }
  return answer;
}

async function fromEnvoy(
  sources: ClusterSources,
  { namespace, pod, isForced }: Wanted,
  call: DumpCall,
  locate: (sources: ClusterSources) => Promise<ProxyAddress>,
): Promise<Sourced<ConfigDumpBytes>> {
  const [address, version] = await Promise.all([
    locate(sources),
    isForced === true ? undefined : versionOf(sources, { namespace, pod }),
  ]);
  return sources.proxyAdmin.configDump(address, { ...call, ...(version === undefined ? {} : { version }) });
}

/** Undefined when istiod does not say it soon. */
async function versionOf(
  sources: ClusterSources,
  { namespace, pod }: { readonly namespace: string; readonly pod: string },
): Promise<string | undefined> {
  const late = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), versionPatienceMs).unref();
  });
  const call = { purpose: "what the proxy has acknowledged" };
  const syncs = await Promise.race([sharedSyncFrom(sources, call).catch(() => undefined), late]);
  const found = syncs?.data.find((sync) => sync.pod === pod && sync.namespace === namespace);
  return found === undefined ? undefined : dumpVersion(found);
}
