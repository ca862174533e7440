"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { nodeTitle } from "./node-title";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { Measure } from "@/components/ui/measure";
import { HealthBadge } from "@/components/ui/status-badge";
import type { Graph, GraphEdge, GraphNode } from "@/lib/graph/model";

const statusOrder = { failing: 0, degraded: 1, unknown: 2, idle: 3, ok: 4 } as const;

/** The nodes of the graph as a table: the same things and the same selection as on the drawing. */
export function NodeTable({
  graph,
  selected,
  onSelect,
}: {
  graph: Graph;
  selected: string | null;
  onSelect: (id: string) => void;
}) {
  const t = useTranslations("graph");
  const columns = useMemo<readonly DataColumn<GraphNode>[]>(
    () => [
      { id: "name", header: t("column.name"), value: (node) => node.name, grow: 2, width: 160 },
      { id: "version", header: t("column.version"), value: (node) => node.version, width: 90 },
      {
        id: "namespace",
        header: t("column.namespace"),
        value: (node) => node.namespace || undefined,
        grow: 1,
        width: 120,
      },
      { id: "kind", header: t("column.kind"), value: (node) => t(`kind.${node.kind}`), width: 110 },
      {
        id: "health",
        header: t("column.health"),
        value: (node) => `${statusOrder[node.health.status]} ${node.health.status}`,
        cell: (node) => <HealthBadge health={node.health} />,
        width: 120,
      },
      measure("in", t("column.in"), (node: GraphNode) => node.inRequestsPerSecond, "rps"),
      measure("out", t("column.out"), (node: GraphNode) => node.outRequestsPerSecond, "rps"),
      {
        id: "marks",
        header: t("column.marks"),
        value: (node) => node.badges.map((badge) => t(`badge.${badge.code}`)).join(", ") || undefined,
        grow: 2,
        width: 160,
      },
    ],
    [t],
  );
  return (
    <DataTable
      rows={graph.nodes}
      columns={columns}
      rowKey={(node) => node.id}
      caption={t("table.nodes")}
      urlKey="nodes"
      initialSort={{ id: "in", desc: true }}
      onOpen={(node) => onSelect(node.id)}
      isSelected={(node) => node.id === selected}
      exportName="graph-nodes"
      maxHeight="calc(100vh - 330px)"
    />
  );
}

function measure<Row>(
  id: string,
  header: string,
  value: (row: Row) => number | undefined,
  unit: "rps" | "ratio" | "ms" | "bps",
): DataColumn<Row> {
  return {
    id,
    header,
    value,
    cell: (row) => <Measure value={value(row)} unit={unit} />,
    align: "end",
    width: 84,
  };
}

type EdgeRow = { readonly edge: GraphEdge; readonly source: string; readonly destination: string };

/** The edges of the graph as a table; `nodes` has the names of their ends, also of those that are not listed. */
export function EdgeTable({
  graph,
  nodes,
  selected,
  onSelect,
}: {
  graph: Graph;
  nodes: readonly GraphNode[];
  selected: string | null;
  onSelect: (id: string) => void;
}) {
  const t = useTranslations("graph");
  const rows = useMemo(() => {
    const names = new Map(nodes.map((node) => [node.id, nodeTitle(node)]));
    const nameOf = (id: string): string => names.get(id) ?? id;
    return graph.edges.map((edge): EdgeRow => ({
      edge,
      source: nameOf(edge.sourceId),
      destination: nameOf(edge.destinationId),
    }));
  }, [graph, nodes]);
  const columns = useMemo<readonly DataColumn<EdgeRow>[]>(
    () => [
      { id: "source", header: t("column.source"), value: (row) => row.source, grow: 2, width: 140 },
      {
        id: "destination",
        header: t("column.destination"),
        value: (row) => row.destination,
        grow: 2,
        width: 140,
      },
      { id: "protocol", header: t("column.protocol"), value: (row) => row.edge.protocol, width: 90 },
      {
        id: "health",
        header: t("column.health"),
        value: (row) => `${statusOrder[row.edge.health.status]} ${row.edge.health.status}`,
        cell: (row) => <HealthBadge health={row.edge.health} />,
        width: 120,
      },
      measure("rate", t("column.rate"), (row: EdgeRow) => row.edge.requestsPerSecond, "rps"),
      measure("errors", t("column.errors"), (row: EdgeRow) => row.edge.errorRatio, "ratio"),
      measure("p50", "p50", (row: EdgeRow) => row.edge.latencyMsP50, "ms"),
      measure("p95", "p95", (row: EdgeRow) => row.edge.latencyMsP95, "ms"),
      measure("p99", "p99", (row: EdgeRow) => row.edge.latencyMsP99, "ms"),
      measure("bytes", t("column.bytes"), (row: EdgeRow) => row.edge.bytesPerSecond, "bps"),
      measure("mtls", "mTLS", (row: EdgeRow) => row.edge.mtlsRatio, "ratio"),
      measure("gap", t("column.gap"), (row: EdgeRow) => row.edge.reporterGap, "ratio"),
    ],
    [t],
  );
  return (
    <DataTable
      rows={rows}
      columns={columns}
      rowKey={(row) => row.edge.id}
      caption={t("table.edges")}
      urlKey="edges"
      initialSort={{ id: "rate", desc: true }}
      onOpen={(row) => onSelect(row.edge.id)}
      isSelected={(row) => row.edge.id === selected}
      exportName="graph-edges"
      maxHeight="calc(100vh - 330px)"
    />
  );
}
