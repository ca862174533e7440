"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useMemo, useRef } from "react";
import { useTranslations } from "use-intl";
import classes from "./graph.module.css";
import type { GraphCanvasHandle } from "./graph-canvas";
import { GraphDrawing } from "./graph-drawing";
import { GraphSearch } from "./graph-search";
import { GraphToolbar } from "./graph-toolbar";
import { useGraphView } from "./use-graph-view";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { download } from "@/components/ui/download";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { formatAge } from "@/lib/format/duration";
import { findInGraph } from "@/lib/graph/find";
import { parseFind } from "@/lib/graph/find-query";
import type { Graph } from "@/lib/graph/model";
import { parseNodeId } from "@/lib/graph/node-id";
import { shownGraph } from "@/lib/graph/shown-graph";

const GraphSelection = dynamic(async () => (await import("./graph-selection")).GraphSelection);
const NodeTable = dynamic(async () => (await import("./graph-table")).NodeTable, {
  loading: () => <PageSkeleton rows={16} />,
});
const EdgeTable = dynamic(async () => (await import("./graph-table")).EdgeTable, {
  loading: () => <PageSkeleton rows={16} />,
});

const noGraph: Graph = { nodes: [], edges: [] };

/** The topology: the drawing or its tables, and a panel for what is selected. */
export function GraphScreen() {
  const t = useTranslations("graph");
  const trpc = useTRPC();
  const scope = useScope();
  const [view, setView] = useGraphView();
  const canvas = useRef<GraphCanvasHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const query = useQuery(
    trpc.graph.read.queryOptions(
      { ...scope, mode: view.mode, showIdle: view.idle },
      { refetchInterval: useRefetchMs() },
    ),
  );
  const whole = query.data?.data.graph ?? noGraph;
  const { graph, grouped } = useMemo(
    () => shownGraph(whole, { focus: view.focus, depth: view.depth, group: view.group, expanded: view.open }),
    [whole, view.focus, view.depth, view.group, view.open],
  );
  const parse = useMemo(() => parseFind(view.find), [view.find]);
  const found = useMemo(
    () => (parse.ok && parse.query.length > 0 ? findInGraph(graph, parse.query) : undefined),
    [parse, graph],
  );
  const listed = useMemo(() => {
    if (found === undefined) return graph;
    return {
      nodes: graph.nodes.filter((node) => found.nodeIds.has(node.id)),
      edges: graph.edges.filter((edge) => found.edgeIds.has(edge.id)),
    };
  }, [graph, found]);
  const select = (id: string) => void setView({ sel: id });
  const expand = (key: string) => void setView({ open: [...view.open, key], group: true, sel: null });
  const open = (id: string) => {
    const identity = parseNodeId(id);
    if (identity?.prefix === "namespace") expand(`${identity.cluster}/${identity.namespace}`);
    else if (identity !== undefined) void setView({ focus: id, sel: id });
  };
  const goToFirst = () => {
    const first = graph.nodes.find((node) => found?.nodeIds.has(node.id));
    if (first === undefined) return;
    void setView({ sel: first.id });
    canvas.current?.reveal(first.id);
  };
  const exportPng = async () => {
    const blob = await canvas.current?.toPng();
    if (blob !== undefined) download("graph.png", blob);
  };
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={
          query.data === undefined
            ? undefined
            : t("subtitle", {
                nodes: whole.nodes.length,
                edges: whole.edges.length,
                window: formatAge(query.data.data.windowMs),
              })
        }
        answer={query.data}
        updatedAtMs={query.dataUpdatedAt}
      />
      <GraphToolbar
        view={view}
        setView={setView}
        grouped={grouped}
        onExportPng={() => void exportPng()}
        onExportJson={() => download("graph.json", JSON.stringify(graph, undefined, 2), "application/json")}
        search={
          <GraphSearch
            ref={search}
            value={view.find}
            parse={parse}
            matches={query.data === undefined ? undefined : found?.nodeIds.size}
            onChange={(text) => void setView({ find: text })}
            onSubmit={goToFirst}
          />
        }
      />
      <QueryBoundary
        query={query}
        skeleton={<PageSkeleton rows={16} />}
        isEmpty={(data) => data.graph.nodes.length === 0}
        empty={<EmptyState title={t("empty.title")} reason={t("empty.reason")} />}
      >
        {(data) => (
          <div className={classes.layout}>
            <div className={classes.main}>
              {view.view === "graph" ? (
                <GraphDrawing
                  ref={canvas}
                  onZoom={(factor) => canvas.current?.zoomBy(factor)}
                  onFit={() => canvas.current?.fit()}
                  graph={graph}
                  dataKey={[data.cluster, data.mode, data.showIdle, ...data.namespaces].join(" ")}
                  grouped={grouped}
                  view={view}
                  setView={setView}
                  found={found}
                  onOpen={open}
                  onSearch={() => search.current?.focus()}
                />
              ) : (
                <div className={classes.tables}>
                  {view.view === "nodes" ? (
                    <NodeTable graph={listed} selected={view.sel} onSelect={select} />
                  ) : (
                    <EdgeTable graph={listed} nodes={graph.nodes} selected={view.sel} onSelect={select} />
                  )}
                </div>
              )}
            </div>
            <GraphSelection graph={graph} view={view} setView={setView} onExpand={expand} />
          </div>
        )}
      </QueryBoundary>
    </>
  );
}
