import type { Scene } from "./scene";
import type { Highlight } from "./view-state";

/** Per node and edge: 0 dimmed, 1 plain, 2 strong. */
export type Emphasis = { readonly nodes: Uint8Array; readonly edges: Uint8Array; readonly any: boolean };

/**
 * What stands out: what a search found, else the hovered (or selected) thing with its direct neighbours. The rest is
 * dimmed, so that one path can be seen in a dense graph.
 */
export function emphasize(scene: Scene, highlight: Highlight): Emphasis {
  const nodes = new Uint8Array(scene.nodes.length).fill(1);
  const edges = new Uint8Array(scene.edges.length).fill(1);
  const focus = highlight.hovered ?? highlight.cursor ?? highlight.selected;
  const found = highlight.found;
  if (found !== undefined) {
    scene.nodes.forEach((node, index) => {
      nodes[index] = found.nodeIds.has(node.id) ? 2 : 0;
    });
    scene.edges.forEach((edge, index) => {
      edges[index] = found.edgeIds.has(edge.id) ? 2 : 0;
      if (!found.edgeIds.has(edge.id)) return;
      nodes[scene.source[index] ?? 0] = Math.max(1, nodes[scene.source[index] ?? 0] ?? 0);
      nodes[scene.destination[index] ?? 0] = Math.max(1, nodes[scene.destination[index] ?? 0] ?? 0);
    });
  }
  const node = focus === undefined ? undefined : scene.numberOfNode.get(focus);
  const edge = focus === undefined ? undefined : scene.numberOfEdge.get(focus);
  if (found === undefined && (node !== undefined || edge !== undefined)) {
    nodes.fill(0);
    edges.fill(0);
  }
  for (const index of node === undefined
    ? edge === undefined
      ? []
      : [edge]
    : (scene.incident[node] ?? [])) {
    edges[index] = 2;
    for (const end of [scene.source[index] ?? 0, scene.destination[index] ?? 0]) {
      nodes[end] = Math.max(nodes[end] ?? 0, 1);
    }
  }
  if (node !== undefined) nodes[node] = 2;
  return { nodes, edges, any: found !== undefined || node !== undefined || edge !== undefined };
}
