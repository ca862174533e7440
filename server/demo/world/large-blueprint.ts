import type { CallSpec, FlowSpec, MeshSize } from "@/server/demo/world/spec";
import { type AppBlueprint, httpPort, type MeshBlueprint } from "./blueprint";
import { createRandom } from "./random";

const layers = 7;
const calleesPerService = 5;
const nouns =
  "atlas birch cedar delta ember fjord grove heron iris juno kelp lotus maple nova opal pine".split(" ");

type Node = { readonly namespace: string; readonly name: string; readonly layer: number };

function nodesOf(size: MeshSize): Node[] {
  const namespaces = Math.max(4, Math.round(size.services / 25));
  return Array.from({ length: size.services }, (_, index) => ({
    namespace: `team-${(index % namespaces) + 1}`,
    name: `${nouns[index % nouns.length] ?? "node"}-${Math.floor(index / nouns.length) + 1}`,
    // Few services face the gateway, most stand in the middle.
    layer: index < Math.max(1, size.services / 25) ? 0 : 1 + (index % (layers - 1)),
  }));
}

/**
 * Each service has one parent, from which requests come that it serves with calls of its own, and is called by
 * others besides. So the call trees hold each edge exactly once, however large the mesh is.
 */
function edgesOf(nodes: readonly Node[], random: () => number) {
  const byLayer = Array.from({ length: layers }, (_, layer) => nodes.filter((node) => node.layer === layer));
  const pick = (layer: number): Node | undefined => {
    const candidates = byLayer[layer] ?? [];
    return candidates[Math.floor(random() * candidates.length)];
  };
  const children = new Map<Node, Node[]>();
  const extra = new Map<Node, Node[]>();
  for (const node of nodes) {
    if (node.layer === 0) continue;
    const parent = pick(node.layer - 1) ?? pick(0);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), node]);
  }
  for (const node of nodes) {
    if (node.layer === layers - 1) continue;
    const known = new Set(children.get(node) ?? []);
    for (let tries = 0; known.size < calleesPerService + 1 && tries < 20; tries += 1) {
      const callee = pick(node.layer + 1 + Math.floor(random() * (layers - 1 - node.layer)));
      if (callee === undefined || known.has(callee)) continue;
      known.add(callee);
      extra.set(node, [...(extra.get(node) ?? []), callee]);
    }
  }
  return { children, extra };
}

function callOf(node: Node, path: string, callsPerRequest: number, calls: readonly CallSpec[]): CallSpec {
  const service = { namespace: node.namespace, name: node.name };
  return { service, port: 8080, method: "GET", path, callsPerRequest, step: 0, calls };
}

function flowsOf(nodes: readonly Node[], random: () => number): FlowSpec[] {
  const { children, extra } = edgesOf(nodes, random);
  const tree = (node: Node): CallSpec =>
    callOf(node, "/", 0.5 + 0.5 * random(), [
      ...(children.get(node) ?? []).map((child) => tree(child)),
      ...(extra.get(node) ?? []).map((callee) => callOf(callee, "/lookup", 0.2 + 0.5 * random(), [])),
    ]);
  return nodes
    .filter((node) => node.layer === 0)
    .map((node) => ({
      name: `entry-${node.name}`,
      gateway: { namespace: "istio-system", name: "istio-ingressgateway" },
      host: `${node.name}.example.com`,
      requestsPerSecond: 20 + Math.floor(random() * 60),
      root: { ...tree(node), callsPerRequest: 1 },
    }));
}

/** A mesh of any size out of the same parts, for measuring how the console scales. */
export function buildLargeBlueprint(seed: number, size: MeshSize): MeshBlueprint {
  const random = createRandom(seed);
  const nodes = nodesOf(size);
  const gateway: AppBlueprint = {
    namespace: "istio-system",
    name: "istio-ingressgateway",
    versions: [{ version: "v1", pods: 4, latencyMsMedian: 0.6 }],
    ports: [{ ...httpPort(80), name: "http2", targetPort: 8080 }],
    dataplane: "gateway",
    capacityPerPod: 2000,
    labels: { istio: "ingressgateway" },
  };
  const apps = nodes.map((node): AppBlueprint => {
    const latencyMsMedian = 1 + Math.round(random() * 14);
    const errorRatio = random() < 0.1 ? 0.002 : 0;
    return {
      namespace: node.namespace,
      name: node.name,
      versions: [{ version: "v1", pods: size.podsPerWorkload, latencyMsMedian, errorRatio }],
      ports: [httpPort()],
      dataplane: "sidecar",
      capacityPerPod: 400,
    };
  });
  return {
    namespaces: ["istio-system", ...new Set(nodes.map((node) => node.namespace))].map((name) => ({ name })),
    nodes: Math.max(3, Math.ceil((size.services * size.podsPerWorkload) / 100)),
    apps: [gateway, ...apps],
    externals: [],
    flows: flowsOf(nodes, random),
  };
}
