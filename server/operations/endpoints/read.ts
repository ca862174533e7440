import { compareEndpoints } from "@/lib/endpoints/compare";
import { endpointsFromShards } from "@/lib/endpoints/from-shards";
import type {
  EndpointSync,
  EndpointTruth,
  HiddenBy,
  IstiodTruth,
  Told,
  TruthClient,
  TruthService,
} from "@/lib/endpoints/model";
import { hiddenBy } from "@/lib/endpoints/hidden-by";
import type { ProxySync } from "@/lib/controlplane/sync";
import type { Sourced } from "@/lib/evidence";
import { rootNamespace } from "@/lib/xds/mesh-objects";
import { clusterSources } from "@/server/operations/cluster-sources";
import { readMeshObjects } from "@/server/operations/config/mesh-objects";
import { sharedSync } from "@/server/operations/controlplane/shared-sync";
import { Gathering } from "@/server/operations/gathering";
import type { OperationContext } from "@/server/ports";
import { listClients } from "./clients";
import type { EndpointsInput } from "./input";
import { endpointSyncOf, readClientTruth } from "./read-client";
import { networkOf, subsetsOf } from "./client-place";
import { readServiceTruth } from "./read-service";
import { agedRows } from "./seen-differences";
import { tell, withoutData } from "./told";

type Client = EndpointsInput["clients"][number];

const clientName = ({ namespace, pod }: Client) => `${namespace}/${pod}`;

export type EndpointsRead = EndpointTruth & {
  readonly service: TruthService;
  readonly clients: readonly (Client & { readonly sync: EndpointSync; readonly envoy: Told<true> })[];
  readonly kubernetes: Told<true>;
  readonly istiod: Told<true>;
};

/** The endpoints of a service as Kubernetes, istiod and the chosen proxies have them, and where they differ. */
export async function readEndpoints(
  ctx: OperationContext,
  input: EndpointsInput,
): Promise<Sourced<EndpointsRead>> {
  const gathering = new Gathering();
  const sources = clusterSources(ctx, input.cluster);
  const call = (purpose: string) => ({ purpose, signal: ctx.signal });
  const [{ service, kubernetes, changedMs }, shards, syncs, clients] = await Promise.all([
    readServiceTruth(sources, gathering, input, ctx.signal),
    tell(
      gathering,
      "istiod's endpoints",
      sources.controlPlane.debug("endpointShardz", call("istiod's endpoints")),
    ),
    gathering.take("sync state of endpoints", sharedSync(ctx, input.cluster, call("sync state"))),
    chosenClients(ctx, input, gathering),
  ]);
  const istiod: Told<IstiodTruth> =
    shards.state === "known"
      ? { state: "known", data: endpointsFromShards(shards.data, service.host, service.namespace) }
      : shards;
  const views = await readViews({ ctx, gathering, input, service, syncs }, clients);
  const truth = compareEndpoints({
    service,
    kubernetes,
    istiod,
    clients: views,
  });
  const rows = agedRows(truth.rows, {
    place: `${sources.name} ${service.host} ${views.map(clientName).join()}`,
    nowMs: ctx.nowMs(),
    changedMs,
    syncs,
  });
  return gathering.answer({
    ...truth,
    rows,
    service,
    clients: views.map(({ namespace, pod, sync, envoy }) => ({
      namespace,
      pod,
      sync,
      envoy: withoutData(envoy),
    })),
    kubernetes: withoutData(kubernetes),
    istiod: withoutData(istiod),
  });
}

type Asked = {
  readonly ctx: OperationContext;
  readonly gathering: Gathering;
  readonly input: EndpointsInput;
  readonly service: TruthService;
  readonly syncs: readonly ProxySync[] | undefined;
};

async function readViews(asked: Asked, clients: readonly Client[]): Promise<readonly TruthClient[]> {
  const { ctx, gathering, input, service, syncs } = asked;
  const { kubernetes } = clusterSources(ctx, input.cluster);
  const list = (part: string, group: string, kind: string) =>
    gathering.takeObjects(part, kubernetes.list(group, kind, { purpose: part, signal: ctx.signal }));
  const [rules, pods, namespaces] = await Promise.all([
    list("subsets", "networking.istio.io", "DestinationRule"),
    list("labels of proxies", "", "Pod"),
    list("network of the mesh", "", "Namespace"),
  ]);
  // Pods without a label of their own are in the network that stands on the root namespace.
  const root = namespaces?.find(({ metadata }) => metadata.name === rootNamespace);
  return Promise.all(
    clients.map(async (client): Promise<TruthClient> => {
      const pod = pods?.find(
        ({ metadata }) => metadata.name === client.pod && metadata.namespace === client.namespace,
      );
      const envoy = await readClientTruth(ctx, gathering, input.cluster, client, service.host);
      const labels = pod?.metadata.labels ?? {};
      const hidden =
        envoy.state === "known" && envoy.data.clusters.length === 0
          ? await readHidden(asked, { ...client, labels })
          : undefined;
      return {
        ...client,
        ...(hidden === undefined ? {} : { hidden }),
        network: networkOf(pod) ?? networkOf(root) ?? "",
        sync: endpointSyncOf(syncs, client),
        subsets: subsetsOf(rules ?? [], client.namespace, labels, service),
        envoy,
      };
    }),
  );
}

/** What keeps the service from a proxy that has no cluster for it. */
async function readHidden(
  { ctx, gathering, input, service }: Asked,
  proxy: Parameters<typeof hiddenBy>[1],
): Promise<HiddenBy | undefined> {
  const sources = clusterSources(ctx, input.cluster);
  const objects = await gathering.take("what hides services", readMeshObjects(sources, ctx.signal));
  return objects === undefined ? undefined : hiddenBy(objects, proxy, service.host);
}

/** Those that were asked for, else the first that calls the service; none where no proxy is known. */
async function chosenClients(
  ctx: OperationContext,
  input: EndpointsInput,
  gathering: Gathering,
): Promise<readonly Client[]> {
  if (input.clients.length > 0) return input.clients;
  const { data, evidence } = await listClients(ctx, input);
  gathering.evidence.push(...evidence);
  return data.slice(0, 1).map(({ namespace, pod }) => ({ namespace, pod }));
}
