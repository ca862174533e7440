import type { CauseFacts } from "@/lib/proxies/diff/causes/context";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { rootNamespace, type MeshObjects } from "@/lib/xds/mesh-objects";
import { readMeshObjects } from "@/server/operations/config/mesh-objects";
import type { Gathering } from "@/server/operations/gathering";
import type { ReadSide } from "@/server/operations/proxies/diff/side";
import type { ClusterSources, OperationContext } from "@/server/ports";

/** Kinds that leave no name in a proxy's configuration: when an object was written is then the only hint. */
const unnamedKinds = [
  "networking.istio.io/Sidecar",
  "networking.istio.io/Gateway",
  "networking.istio.io/EnvoyFilter",
  "security.istio.io/PeerAuthentication",
  "security.istio.io/RequestAuthentication",
  "security.istio.io/AuthorizationPolicy",
  "telemetry.istio.io/Telemetry",
  "gateway.networking.k8s.io/HTTPRoute",
  "gateway.networking.k8s.io/GRPCRoute",
];
const maxReads = 60;

/** What is known of the cluster beside the dumps; what cannot be read makes causes less sure and nothing else. */
export async function readFacts(
  ctx: OperationContext,
  left: ReadSide,
  right: ReadSide,
  gathering: Gathering,
): Promise<CauseFacts> {
  const { proxy } = right.proxy === undefined ? left : right;
  const sources = proxy === undefined ? undefined : ctx.clusters.get(proxy.cluster);
  if (proxy === undefined || sources === undefined) return {};
  const objects = await gathering.take("objects behind the changes", readMeshObjects(sources, ctx.signal));
  if (objects === undefined) return {};
  const pod = objects["/Pod"]?.find(
    ({ metadata }) => metadata.name === proxy.pod && metadata.namespace === proxy.namespace,
  );
  const labels = pod?.metadata.labels ?? undefined;
  const isSamePod = left.proxy?.pod === right.proxy?.pod && left.proxy?.namespace === right.proxy?.namespace;
  // Two pods, or Envoy and istiod, are read at one time: what was written since says nothing about them.
  const isTwoTimes = isSamePod && (left.isKept || right.isKept);
  const noted = { purpose: "objects that were rewritten or deleted", signal: ctx.signal };
  const former = isTwoTimes ? await sources.kubernetes.former?.(noted).catch(() => undefined) : undefined;
  return {
    ...(former === undefined ? {} : { former }),
    objects: isTwoTimes ? await withWriteTimes(sources, objects, proxy.namespace, ctx.signal) : objects,
    ...(labels === undefined ? {} : { proxy: { namespace: proxy.namespace, labels } }),
    ...(isTwoTimes ? { leftAtMs: left.dump.fetchedAtMs, rightAtMs: right.dump.fetchedAtMs } : {}),
  };
}

/** The objects with their managed fields, which the watch cache does not keep, where those can tell a cause. */
export async function withWriteTimes(
  sources: ClusterSources,
  objects: MeshObjects,
  namespace: string,
  signal: AbortSignal,
): Promise<MeshObjects> {
  const call = { purpose: "when objects were written", signal };
  const near = (manifest: Manifest) =>
    [namespace, rootNamespace].includes(manifest.metadata.namespace ?? "") || manifest.kind === "HTTPRoute";
  const wanted = unnamedKinds.flatMap((key) => (objects[key] ?? []).filter(near)).slice(0, maxReads);
  const read = await Promise.all(
    wanted.map(async (manifest) => {
      const fresh = await sources.kubernetes.get(refFromManifest(manifest), call).catch(() => undefined);
      return [manifest, fresh ?? manifest] as const;
    }),
  );
  const fresh = new Map(read);
  return Object.fromEntries(
    Object.entries(objects).map(([key, list]) => [
      key,
      list.map((manifest) => fresh.get(manifest) ?? manifest),
    ]),
  );
}
