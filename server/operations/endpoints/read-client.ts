import { assignmentFromEntry, envoyTruth, type Assignment } from "@/lib/endpoints/from-envoy";
import type { EndpointSync, EnvoyTruth, Told } from "@/lib/endpoints/model";
import type { ProxySync } from "@/lib/controlplane/sync";
import { ConsoleError, messageOf, SourceError } from "@/lib/errors";
import { phrase } from "@/lib/phrase";
import type { Sourced } from "@/lib/evidence";
import { clusterFromEntry, type Cluster } from "@/lib/proxies/cluster";
import { clustersPageSchema, type ClustersPage } from "@/lib/proxies/live-clusters";
import { clusterSources } from "@/server/operations/cluster-sources";
import { Gathering } from "@/server/operations/gathering";
import { parseSection } from "@/server/operations/proxies/parse-section";
import { locateProxy, readDumpBytes } from "@/server/operations/proxies/target";
import { tell } from "@/server/operations/endpoints/told";
import type { OperationContext } from "@/server/ports";

type Client = { readonly namespace: string; readonly pod: string };

/** How a proxy stands to istiod for endpoints; `syncs` undefined when istiod is silent. */
export function endpointSyncOf(
  syncs: readonly ProxySync[] | undefined,
  { namespace, pod }: Client,
): EndpointSync {
  if (syncs === undefined) return "unknown";
  const found = syncs.find((sync) => sync.namespace === namespace && sync.pod === pod);
  if (found === undefined) return "disconnected";
  // A proxy without EDS asks for none, as a gateway without routes does.
  return found.types.eds?.state ?? "unknown";
}

/** What a client's Envoy has for a host, with live faults where its `/clusters` answers. */
export async function readClientTruth(
  ctx: OperationContext,
  gathering: Gathering,
  cluster: string,
  client: Client,
  host: string,
): Promise<Told<EnvoyTruth>> {
  const part = phrase("part_endpoints", { pod: `${client.namespace}/${client.pod}` });
  const told = await tell(gathering, part, readEnvoyDump(ctx, cluster, client));
  if (told.state === "unknown") return told;
  const { live, ...dump } = told.data;
  return { state: "known", data: envoyTruth(host, dump, live) };
}

/** What a client's Envoy has for every host. */
export type EnvoyDump = {
  readonly clusters: readonly Cluster[];
  readonly assignments: readonly Assignment[];
  /** Absent when its `/clusters` did not answer. */
  readonly live?: ClustersPage;
};

/** The clusters and endpoints of a client's Envoy. Throws `SourceError`. */
export async function readEnvoyDump(
  ctx: OperationContext,
  cluster: string,
  client: Client,
): Promise<Sourced<EnvoyDump>> {
  const gathering = new Gathering();
  const sources = clusterSources(ctx, cluster);
  const purpose = `endpoints of ${client.namespace}/${client.pod}`;
  const address = await locateProxy(sources, { cluster, ...client, view: "envoy" }, ctx.signal).catch(
    (error: unknown) => {
      throw gone(error, sources.name);
    },
  );
  const [dump, page] = await Promise.all([
    readDumpBytes(ctx, { cluster, ...client, view: "envoy" }, purpose),
    gathering.take(
      phrase("part_ejections", { pod: `${client.namespace}/${client.pod}` }),
      sources.proxyAdmin.page(address, "clusters", {
        purpose: "live health of endpoints",
        signal: ctx.signal,
      }),
    ),
  ]);
  gathering.warnings.push(...dump.warnings);
  gathering.evidence.push(...dump.evidence);
  const [clusters, assignments] = await Promise.all([
    parseSection(dump.data, "clusters", clusterFromEntry),
    parseSection(dump.data, "endpoints", assignmentFromEntry),
  ]);
  const live = page === undefined ? undefined : clustersPageSchema.safeParse(page);
  return gathering.answer({
    clusters,
    assignments,
    ...(live?.success === true ? { live: live.data } : {}),
  });
}

/** A chosen pod that was replaced makes its own column unknown, and not the page. */
function gone(error: unknown, cluster: string): unknown {
  if (!(error instanceof ConsoleError) || error.code !== "not_found" || error instanceof SourceError)
    return error;
  const hint = phrase("choose_another_proxy");
  return new SourceError(messageOf(error), { source: "kubernetes", cluster, reason: "not_found", hint });
}
