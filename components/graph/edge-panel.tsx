"use client";
import { useTranslations } from "use-intl";
import { BadgeList } from "./badge-list";
import classes from "./graph.module.css";
import { nodeTitle } from "./node-title";
import { HealthReasons } from "./health-reasons";
import { PanelPart } from "./node-panel";
import { ReporterTable } from "./reporter-table";
import { TrafficCharts } from "./traffic-charts";
import { ExplainLink } from "./explain-link";
import { WhyLink } from "@/components/causes/why-link";
import { Measure } from "@/components/ui/measure";
import { SidePanel } from "@/components/ui/side-panel";
import { HealthBadge } from "@/components/ui/status-badge";
import type { GraphEdge, GraphNode } from "@/lib/graph/model";

type Props = {
  edge: GraphEdge;
  source: GraphNode;
  destination: GraphNode;
  onSelect: (id: string) => void;
  onClose: () => void;
};

/** Everything about one edge: both reporters' figures, mutual TLS, why it has its status, its charts. */
export function EdgePanel({ edge, source, destination, onSelect, onClose }: Props) {
  const t = useTranslations("graph");
  const collapsed = source.memberCount !== undefined || destination.memberCount !== undefined;
  return (
    <SidePanel
      title={t("panel.edge", { source: nodeTitle(source), destination: nodeTitle(destination) })}
      onClose={onClose}
      widthPx={390}
    >
      <div className={classes.panelSection}>
        <dl className={classes.facts}>
          <dt>{t("column.source")}</dt>
          <dd>
            <NodeButton node={source} onSelect={onSelect} />
          </dd>
          <dt>{t("column.destination")}</dt>
          <dd>
            <NodeButton node={destination} onSelect={onSelect} />
          </dd>
          <dt>{t("column.protocol")}</dt>
          <dd>{edge.protocol}</dd>
          <dt>{t("column.health")}</dt>
          <dd>
            <HealthBadge health={edge.health} />
          </dd>
          <dt>{t("column.rate")}</dt>
          <dd>
            {edge.protocol === "tcp" ? (
              <Measure value={edge.bytesPerSecond} unit="bps" />
            ) : (
              <Measure value={edge.requestsPerSecond} unit="rps" />
            )}
          </dd>
          <dt>mTLS</dt>
          <dd>
            <Measure value={edge.mtlsRatio} unit="ratio" />
            {edge.mtlsRatio === undefined ? (
              <span className={classes.muted}> {t("panel.mtlsUnknown")}</span>
            ) : null}
          </dd>
        </dl>
      </div>
      <PanelPart title={t("panel.health")}>
        <HealthReasons health={edge.health} />
        {isFailing(edge) && !collapsed ? (
          <WhyLink source={whyName(source)} destination={whyName(destination)} />
        ) : null}{" "}
        {collapsed ? null : <ExplainLink edge={edge} source={source} destination={destination} />}
      </PanelPart>
      {edge.reports.length === 0 ? null : (
        <PanelPart title={t("panel.reporters")}>
          <ReporterTable edge={edge} />
          <p className={classes.muted}>
            {edge.reporterGap === undefined
              ? t("panel.oneReporter")
              : t("panel.gap", { gap: edge.reporterGap })}
          </p>
        </PanelPart>
      )}
      {edge.badges.length === 0 ? null : (
        <PanelPart title={t("panel.marks")}>
          <BadgeList badges={edge.badges} />
        </PanelPart>
      )}
      {collapsed ? null : (
        <PanelPart title={t("panel.charts")}>
          <TrafficCharts id={edge.id} direction="inbound" />
        </PanelPart>
      )}
    </SidePanel>
  );
}

function isFailing(edge: GraphEdge): boolean {
  return (edge.errorRatio ?? 0) > 0 || edge.reports.some(({ byFlag }) => Object.keys(byFlag).length > 0);
}

/** A node as the page of causes takes it: a workload where one is known, else the service, else the host. */
function whyName({ namespace, name, workloads }: GraphNode): string {
  if (namespace === "") return name;
  return `${namespace}/${workloads?.length === 1 ? (workloads[0] ?? name) : name}`;
}

function NodeButton({ node, onSelect }: { node: GraphNode; onSelect: (id: string) => void }) {
  return (
    <button type="button" className={classes.linkButton} onClick={() => onSelect(node.id)}>
      {nodeTitle(node)}
    </button>
  );
}
