import type { LayoutInput } from "@/lib/graph/layout/layout";

/** A key equal for inputs of equal nodes, edges and boxes, whatever their figures are. Two FNV-1a hashes of 32 bits. */
export function structureKey(input: LayoutInput): string {
  let a = 0x811c9dc5;
  let b = 0x01000193;
  const add = (text: string): void => {
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x85ebca6b);
    }
    a = Math.imul(a ^ 0x1f, 0x01000193);
    b = Math.imul(b ^ 0x1f, 0x85ebca6b);
  };
  for (const node of input.nodes) {
    add(node.id);
    if (input.boxes) add(node.box);
  }
  for (const edge of input.edges) {
    add(edge.sourceId);
    add(edge.destinationId);
  }
  return `${input.boxes ? "b" : "f"}${input.nodes.length}.${input.edges.length}.${a >>> 0}.${b >>> 0}`;
}
