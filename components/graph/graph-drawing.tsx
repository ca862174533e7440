"use client";
import { ActionIcon, TextInput, Tooltip } from "@mantine/core";
import { IconFocusCentered, IconMinus, IconPlus, IconX } from "@tabler/icons-react";
import { useMemo, useState, type Ref } from "react";
import { useTranslations } from "use-intl";
import { describeNode } from "./describe-node";
import classes from "./graph.module.css";
import { GraphCanvas, type GraphCanvasHandle } from "./graph-canvas";
import { GraphLegend } from "./graph-legend";
import { nodeTitle } from "./node-title";
import { buildScene } from "./scene";
import { useGraphLayout } from "./use-graph-layout";
import type { GraphView, SetGraphView } from "./use-graph-view";
import type { FindResult } from "@/lib/graph/find";
import type { Graph } from "@/lib/graph/model";

type Props = {
  ref: Ref<GraphCanvasHandle>;
  graph: Graph;
  /** Which question the graph answers; another one is drawn afresh. */
  dataKey: string;
  grouped: boolean;
  view: GraphView;
  setView: SetGraphView;
  found: FindResult | undefined;
  onZoom: (factor: number) => void;
  onFit: () => void;
  onOpen: (id: string) => void;
  onSearch: () => void;
};

/** The drawing with its controls, legend and notes about what part of the graph it shows. */
export function GraphDrawing({ ref, ...props }: Props) {
  const { graph, grouped, view, setView, found } = props;
  const t = useTranslations("graph");
  const common = useTranslations("common");
  const [hovered, setHovered] = useState<string>();
  const [cursor, setCursor] = useState<string>();
  const viewKey = `${props.dataKey} ${view.boxes} ${view.focus ?? ""} ${view.depth} ${grouped}`;
  const placed = useGraphLayout(graph, view.boxes, viewKey);
  const scene = useMemo(
    () => (placed === undefined ? undefined : buildScene(graph, placed.layout)),
    [graph, placed],
  );
  const selected = view.sel ?? undefined;
  const highlight = useMemo(() => ({ hovered, cursor, selected, found }), [hovered, cursor, selected, found]);
  const options = useMemo(
    () => ({ label: view.label, showNamespace: !view.boxes }),
    [view.label, view.boxes],
  );
  return (
    <>
      {scene === undefined || placed === undefined ? null : (
        <GraphCanvas
          ref={ref}
          scene={scene}
          viewKey={placed.viewKey}
          highlight={highlight}
          options={options}
          cursorText={describeNode(graph, cursor, t, common)}
          onHover={setHovered}
          onSelect={(id) => void setView({ sel: id ?? null })}
          onOpen={props.onOpen}
          onCursor={setCursor}
          onSearch={props.onSearch}
        />
      )}
      <FocusNote graph={graph} view={view} setView={setView} grouped={grouped} />
      <GraphLegend />
      <div className={classes.zoom}>
        <ZoomButton
          label={t("zoom.in")}
          onClick={() => props.onZoom(1.3)}
          icon={<IconPlus size={15} aria-hidden />}
        />
        <ZoomButton
          label={t("zoom.out")}
          onClick={() => props.onZoom(0.77)}
          icon={<IconMinus size={15} aria-hidden />}
        />
        <ZoomButton
          label={t("zoom.fit")}
          onClick={props.onFit}
          icon={<IconFocusCentered size={15} aria-hidden />}
        />
      </div>
    </>
  );
}

function ZoomButton({ label, icon, onClick }: { label: string; icon: React.ReactNode; onClick: () => void }) {
  return (
    <Tooltip label={label} position="left">
      <ActionIcon variant="default" size={30} aria-label={label} onClick={onClick}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}

/** Says that only a part is shown, and leads back to the whole. */
function FocusNote({
  graph,
  view,
  setView,
  grouped,
}: {
  graph: Graph;
  view: GraphView;
  setView: SetGraphView;
  grouped: boolean;
}) {
  const t = useTranslations("graph");
  const focused = graph.nodes.find((node) => node.id === view.focus);
  if (focused !== undefined) {
    return (
      <div className={classes.note}>
        <span>{t("note.focus", { name: nodeTitle(focused) })}</span>
        <TextInput
          type="number"
          size="xs"
          w={64}
          min={1}
          max={6}
          aria-label={t("note.depth")}
          value={view.depth}
          onChange={({ currentTarget }) =>
            void setView({ depth: Math.min(6, Math.max(1, Math.trunc(Number(currentTarget.value)) || 1)) })
          }
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={t("panel.unfocus")}
          onClick={() => void setView({ focus: null })}
        >
          <IconX size={14} aria-hidden />
        </ActionIcon>
      </div>
    );
  }
  return grouped ? <div className={classes.note}>{t("note.grouped")}</div> : null;
}
