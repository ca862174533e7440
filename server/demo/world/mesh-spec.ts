import type { MeshSize, MeshSpec, ServiceSpec, WorkloadSpec } from "@/server/demo/world/spec";
import type { AppBlueprint, MeshBlueprint, VersionBlueprint } from "./blueprint";
import { buildLargeBlueprint } from "./large-blueprint";
import { buildDaemonPods, buildPods, createAddressPool } from "./pod-names";
import { shopBlueprint } from "./shop-blueprint";

const istioVersion = "1.30.1";

/** StatefulSets and gateways have no version in their name: there is one of them. */
function workloadName(app: AppBlueprint, version: VersionBlueprint): string {
  return app.kind === "StatefulSet" || app.dataplane === "gateway" || app.dataplane === "ambient"
    ? app.name
    : `${app.name}-${version.version}`;
}

function workloadLabels(app: AppBlueprint, version: VersionBlueprint): Record<string, string> {
  return {
    app: app.name,
    version: version.version,
    "service.istio.io/canonical-name": app.name,
    "service.istio.io/canonical-revision": version.version,
    ...app.labels,
  };
}

function assembleWorkloads(
  blueprint: MeshBlueprint,
  seed: number,
  nodes: readonly string[],
  nextAddress: (node: string) => string,
): ReadonlyMap<AppBlueprint, readonly WorkloadSpec[]> {
  const ofVersion = (app: AppBlueprint, version: VersionBlueprint): WorkloadSpec => {
    const name = workloadName(app, version);
    const kind = app.kind ?? "Deployment";
    return {
      namespace: app.namespace,
      name,
      app: app.name,
      version: version.version,
      kind,
      serviceAccount: app.dataplane === "gateway" ? `${app.name}-service-account` : app.name,
      dataplane: app.dataplane,
      labels: workloadLabels(app, version),
      pods: buildPods({
        seed,
        namespace: app.namespace,
        workload: name,
        kind,
        count: version.pods,
        nodes,
        nextAddress,
      }),
      latencyMsMedian: version.latencyMsMedian,
      errorRatio: version.errorRatio ?? 0,
      capacityPerPod: app.capacityPerPod,
    };
  };
  return new Map(blueprint.apps.map((app) => [app, app.versions.map((version) => ofVersion(app, version))]));
}

function assembleServices(
  blueprint: MeshBlueprint,
  workloads: ReadonlyMap<AppBlueprint, readonly WorkloadSpec[]>,
): ServiceSpec[] {
  const clusterIp = (index: number) => `10.96.${Math.floor(index / 250)}.${(index % 250) + 2}`;
  const inside = blueprint.apps
    .filter((app) => app.withoutService === undefined)
    .map((app, index): ServiceSpec => ({
      namespace: app.namespace,
      name: app.name,
      clusterIp: clusterIp(index + 20),
      ports: app.ports,
      selector: { app: app.name, ...app.labels },
      workloads: workloads.get(app) ?? [],
    }));
  const outside = blueprint.externals.map((external, index): ServiceSpec => ({
    namespace: external.namespace,
    name: external.name,
    externalHost: external.host,
    externalLatencyMsMedian: external.latencyMsMedian,
    // Istio gives hosts without an address one out of this range.
    clusterIp: `240.240.0.${index + 1}`,
    ports: external.ports,
    selector: {},
    workloads: [],
  }));
  return [...inside, ...outside];
}

function namespaceLabels(namespace: MeshBlueprint["namespaces"][number]): Record<string, string> {
  const own = { "kubernetes.io/metadata.name": namespace.name };
  if (namespace.name === "istio-system") return own;
  return namespace.ambient === true
    ? { ...own, "istio.io/dataplane-mode": "ambient" }
    : { ...own, "istio-injection": "enabled" };
}

/**
 * The demo mesh: the same seed and size give the same mesh, to the last pod name. Without a size it is the web shop
 * that the console shows; with one it is a mesh of that many services, for measuring.
 */
export function buildMeshSpec(seed: number, size?: MeshSize): MeshSpec {
  const blueprint = size === undefined ? shopBlueprint : buildLargeBlueprint(seed, size);
  const nodes = Array.from({ length: blueprint.nodes }, (_, index) => `node-${index + 1}`);
  const nextAddress = createAddressPool(nodes);
  const istiodPods = buildPods({
    seed,
    namespace: "istio-system",
    workload: "istiod",
    kind: "Deployment",
    count: 2,
    nodes,
    nextAddress,
  });
  const workloads = assembleWorkloads(blueprint, seed, nodes, nextAddress);
  const ambient = blueprint.namespaces.some((namespace) => namespace.ambient === true);
  return {
    seed,
    cluster: "demo",
    trustDomain: "cluster.local",
    istioVersion,
    namespaces: blueprint.namespaces.map((namespace) => ({
      name: namespace.name,
      labels: namespaceLabels(namespace),
    })),
    nodes,
    workloads: [...workloads.values()].flat(),
    services: assembleServices(blueprint, workloads),
    flows: blueprint.flows,
    istiodPods,
    ...(ambient ? { ztunnelPods: buildDaemonPods(seed, "istio-system", "ztunnel", nodes, nextAddress) } : {}),
  };
}
