import { groupByNamespace, groupingThreshold } from "@/lib/graph/group";
import type { Graph } from "@/lib/graph/model";
import { neighbourhood } from "@/lib/graph/neighbourhood";

export type ShownOptions = {
  readonly focus: string | null;
  readonly depth: number;
  /** null: grouped when there are more nodes than a person can read. */
  readonly group: boolean | null;
  readonly expanded: readonly string[];
};

/** The part of the graph that is drawn: a neighbourhood, else grouped when it is too large, else all of it. */
export function shownGraph(graph: Graph, options: ShownOptions): { graph: Graph; grouped: boolean } {
  const focused = options.focus !== null && graph.nodes.some((node) => node.id === options.focus);
  const part = focused && options.focus !== null ? neighbourhood(graph, options.focus, options.depth) : graph;
  const grouped = options.group ?? part.nodes.length > groupingThreshold;
  if (!grouped) return { graph: part, grouped };
  return { graph: groupByNamespace(part, new Set(options.expanded)), grouped };
}
