"use client";
import { useEffect, useMemo, useRef, useState } from "react";
import type { LayoutAnswer, LayoutRequest } from "./layout-worker";
import { cellHeight, cellWidth } from "./scene";
import type { Layout, LayoutInput } from "@/lib/graph/layout/layout";
import { structureKey } from "@/lib/graph/layout/structure-key";
import type { Graph } from "@/lib/graph/model";

function inputFromGraph(graph: Graph, boxes: boolean): LayoutInput {
  return {
    nodes: graph.nodes.map((node) => ({
      id: node.id,
      // A collapsed namespace is its own box.
      box: node.namespace === "" || node.memberCount !== undefined ? "" : `${node.cluster}/${node.namespace}`,
      width: cellWidth,
      height: cellHeight,
    })),
    edges: graph.edges.map((edge) => ({ sourceId: edge.sourceId, destinationId: edge.destinationId })),
    boxes,
  };
}

type Placed = { readonly viewKey: string; readonly layout: Layout };

/**
 * The layout of a graph, computed in a worker; undefined until the first one is ready. Refreshes with the same
 * structure ask nothing; changed ones start from the places that are shown. Another `viewKey` starts afresh.
 */
export function useGraphLayout(graph: Graph, boxes: boolean, viewKey: string): Placed | undefined {
  const [placed, setPlaced] = useState<Placed>();
  const worker = useRef<Worker>(undefined);
  const sequence = useRef(0);
  const shown = useRef<Placed>(undefined);
  const { input, key } = useMemo(() => {
    const made = inputFromGraph(graph, boxes);
    return { input: made, key: structureKey(made) };
  }, [graph, boxes]);
  const latest = useRef(input);
  useEffect(() => {
    latest.current = input;
  }, [input]);
  useEffect(() => {
    const created = new Worker(new URL("./layout-worker.ts", import.meta.url), { type: "module" });
    worker.current = created;
    return () => {
      created.terminate();
      worker.current = undefined;
    };
  }, []);
  useEffect(() => {
    const target = worker.current;
    if (target === undefined) return undefined;
    sequence.current += 1;
    const mine = sequence.current;
    const receive = (event: MessageEvent<LayoutAnswer>): void => {
      if (event.data.sequence !== mine) return;
      shown.current = { viewKey, layout: event.data.layout };
      setPlaced(shown.current);
    };
    target.addEventListener("message", receive);
    const before = shown.current;
    const request: LayoutRequest = {
      sequence: mine,
      input: latest.current,
      ...(before?.viewKey === viewKey ? { previous: before.layout } : {}),
    };
    target.postMessage(request);
    return () => target.removeEventListener("message", receive);
  }, [key, viewKey]);
  return placed;
}
