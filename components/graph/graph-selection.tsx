"use client";
import { useTranslations } from "use-intl";
import { EdgePanel } from "./edge-panel";
import classes from "./graph.module.css";
import { NodePanel } from "./node-panel";
import type { GraphView, SetGraphView } from "./use-graph-view";
import { SidePanel } from "@/components/ui/side-panel";
import type { Graph } from "@/lib/graph/model";

type Props = {
  graph: Graph;
  view: GraphView;
  setView: SetGraphView;
  onExpand: (key: string) => void;
};

/** The panel of the selected node or edge; an id that is not in the graph (any more) is said to be so. */
export function GraphSelection({ graph, view, setView, onExpand }: Props) {
  const t = useTranslations("graph");
  const { sel } = view;
  if (sel === null) return null;
  const close = () => void setView({ sel: null });
  const select = (id: string) => void setView({ sel: id });
  const node = graph.nodes.find((candidate) => candidate.id === sel);
  if (node !== undefined) {
    return (
      <NodePanel
        key={sel}
        graph={graph}
        node={node}
        focused={view.focus === node.id}
        onSelect={select}
        onFocus={(id) => void setView({ focus: id })}
        onExpand={onExpand}
        onClose={close}
      />
    );
  }
  const edge = graph.edges.find((candidate) => candidate.id === sel);
  const source = graph.nodes.find((candidate) => candidate.id === edge?.sourceId);
  const destination = graph.nodes.find((candidate) => candidate.id === edge?.destinationId);
  if (edge !== undefined && source !== undefined && destination !== undefined) {
    return (
      <EdgePanel
        key={sel}
        edge={edge}
        source={source}
        destination={destination}
        onSelect={select}
        onClose={close}
      />
    );
  }
  return (
    <SidePanel title={t("panel.gone")} onClose={close} widthPx={390}>
      <p className={classes.muted}>{t("panel.goneReason", { id: sel })}</p>
    </SidePanel>
  );
}
