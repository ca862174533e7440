"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "use-intl";
import { BadgeList } from "./badge-list";
import classes from "./graph.module.css";
import { nodeTitle } from "./node-title";
import { HealthReasons } from "./health-reasons";
import { NodeLinks } from "./node-links";
import { TrafficCharts } from "./traffic-charts";
import { Measure } from "@/components/ui/measure";
import { SidePanel } from "@/components/ui/side-panel";
import { HealthBadge } from "@/components/ui/status-badge";
import type { Graph, GraphEdge, GraphNode } from "@/lib/graph/model";

type Props = {
  graph: Graph;
  node: GraphNode;
  focused: boolean;
  onSelect: (id: string) => void;
  onFocus: (id: string | null) => void;
  onExpand: (key: string) => void;
  onClose: () => void;
};

/** Everything about one node: why it has its status, its marks, who calls it and whom it calls, its charts. */
export function NodePanel({ graph, node, focused, onSelect, onFocus, onExpand, onClose }: Props) {
  const t = useTranslations("graph");
  const incoming = graph.edges.filter((edge) => edge.destinationId === node.id);
  const outgoing = graph.edges.filter((edge) => edge.sourceId === node.id);
  const collapsed = node.memberCount !== undefined;
  return (
    <SidePanel title={nodeTitle(node)} onClose={onClose} widthPx={390}>
      <div className={classes.panelSection}>
        <dl className={classes.facts}>
          <dt>{t("column.kind")}</dt>
          <dd>
            {collapsed ? t("kind.namespace", { count: node.memberCount ?? 0 }) : t(`kind.${node.kind}`)}
          </dd>
          <dt>{t("column.health")}</dt>
          <dd>
            <HealthBadge health={node.health} />
          </dd>
          <dt>{t("column.in")}</dt>
          <dd>
            <Measure value={node.inRequestsPerSecond} unit="rps" />
          </dd>
          <dt>{t("column.out")}</dt>
          <dd>
            <Measure value={node.outRequestsPerSecond} unit="rps" />
          </dd>
          {node.dataplane === undefined ? null : (
            <>
              <dt>{t("panel.plane")}</dt>
              <dd>{t(`plane.${node.dataplane}`)}</dd>
            </>
          )}
        </dl>
      </div>
      <div className={classes.panelSection}>
        <div className={classes.links}>
          {collapsed ? (
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => onExpand(`${node.cluster}/${node.namespace}`)}
            >
              {t("panel.expand")}
            </Button>
          ) : (
            <Button size="compact-xs" variant="default" onClick={() => onFocus(focused ? null : node.id)}>
              {focused ? t("panel.unfocus") : t("panel.focus")}
            </Button>
          )}
          <NodeLinks node={node} />
        </div>
      </div>
      <PanelPart title={t("panel.health")}>
        <HealthReasons health={node.health} />
      </PanelPart>
      {node.badges.length === 0 ? null : (
        <PanelPart title={t("panel.marks")}>
          <BadgeList badges={node.badges} />
        </PanelPart>
      )}
      <PanelPart title={t("panel.callers", { count: incoming.length })}>
        <EdgeList edges={incoming} graph={graph} end="source" onSelect={onSelect} />
      </PanelPart>
      <PanelPart title={t("panel.callees", { count: outgoing.length })}>
        <EdgeList edges={outgoing} graph={graph} end="destination" onSelect={onSelect} />
      </PanelPart>
      <PanelPart title={t("panel.charts")}>
        <TrafficCharts
          id={node.id}
          direction={incoming.length === 0 && outgoing.length > 0 ? "outbound" : "inbound"}
        />
      </PanelPart>
    </SidePanel>
  );
}

/** A titled part of a side panel. */
export function PanelPart({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className={classes.panelSection}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

const shownEdges = 12;

function EdgeList({
  edges,
  graph,
  end,
  onSelect,
}: {
  edges: readonly GraphEdge[];
  graph: Graph;
  end: "source" | "destination";
  onSelect: (id: string) => void;
}) {
  const t = useTranslations("graph");
  if (edges.length === 0) return <p className={classes.muted}>{t("panel.none")}</p>;
  const names = new Map(graph.nodes.map((node) => [node.id, nodeTitle(node)]));
  const sorted = [...edges].sort((a, b) => (b.requestsPerSecond ?? 0) - (a.requestsPerSecond ?? 0));
  return (
    <ul className={classes.list}>
      {sorted.slice(0, shownEdges).map((edge) => {
        const id = end === "source" ? edge.sourceId : edge.destinationId;
        return (
          <li key={edge.id}>
            <HealthBadge health={edge.health} />
            <button type="button" className={classes.linkButton} onClick={() => onSelect(edge.id)}>
              {names.get(id) ?? id}
            </button>
            <span className={classes.muted}>
              {edge.protocol}{" "}
              {edge.protocol === "tcp" ? (
                <Measure value={edge.bytesPerSecond} unit="bps" />
              ) : (
                <Measure value={edge.requestsPerSecond} unit="rps" />
              )}
            </span>
          </li>
        );
      })}
      {sorted.length > shownEdges ? (
        <li className={classes.muted}>{t("panel.more", { count: sorted.length - shownEdges })}</li>
      ) : null}
    </ul>
  );
}
