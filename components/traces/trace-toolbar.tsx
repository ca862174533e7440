"use client";
import { ActionIcon, Button, SegmentedControl, Switch, Tooltip } from "@mantine/core";
import { IconFold, IconFoldDown, IconZoomIn, IconZoomOut } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import classes from "./trace-detail.module.css";
import { traceViews, type TimeWindow, type TraceViewName } from "./use-trace-view";

type Props = {
  view: TraceViewName;
  window: TimeWindow;
  durationUs: number;
  zoomed: boolean;
  showPath: boolean;
  onView: (view: TraceViewName) => void;
  onZoom: (range: TimeWindow) => void;
  onPath: (on: boolean) => void;
  onFold: (fold: boolean) => void;
  children: ReactNode;
};

/** View, find, folding, zoom and critical path. */
export function TraceToolbar(props: Props) {
  const { view, window, durationUs, zoomed } = props;
  const t = useTranslations("traces");
  const middleUs = (window.fromUs + window.toUs) / 2;
  const zoomBy = (factor: number) => {
    const halfUs = ((window.toUs - window.fromUs) / 2) * factor;
    props.onZoom({ fromUs: middleUs - halfUs, toUs: middleUs + halfUs });
  };
  return (
    <div className={classes.toolbar}>
      <SegmentedControl
        size="xs"
        aria-label={t("detail.view")}
        value={view}
        onChange={(value) => props.onView(traceViews.find((name) => name === value) ?? "timeline")}
        data={traceViews.map((name) => ({ value: name, label: t(`detail.${name}`) }))}
      />
      {props.children}
      {view === "timeline" ? (
        <div className={classes.tools}>
          <Switch
            size="xs"
            label={t("detail.criticalPath")}
            checked={props.showPath}
            onChange={(event) => props.onPath(event.currentTarget.checked)}
          />
          <ToolButton
            label={t("detail.collapseAll")}
            icon={<IconFold size={15} aria-hidden />}
            onClick={() => props.onFold(true)}
          />
          <ToolButton
            label={t("detail.expandAll")}
            icon={<IconFoldDown size={15} aria-hidden />}
            onClick={() => props.onFold(false)}
          />
          <ToolButton
            label={t("detail.zoomIn")}
            icon={<IconZoomIn size={15} aria-hidden />}
            onClick={() => zoomBy(0.5)}
          />
          <ToolButton
            label={t("detail.zoomOut")}
            icon={<IconZoomOut size={15} aria-hidden />}
            onClick={() => zoomBy(2)}
            disabled={!zoomed}
          />
          <Button
            size="compact-xs"
            variant="default"
            h={28}
            disabled={!zoomed}
            onClick={() => props.onZoom({ fromUs: 0, toUs: durationUs })}
          >
            {t("detail.resetZoom")}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function ToolButton(props: { label: string; icon: ReactNode; onClick: () => void; disabled?: boolean }) {
  return (
    <Tooltip label={props.label}>
      <ActionIcon
        variant="default"
        size={28}
        onClick={props.onClick}
        aria-label={props.label}
        disabled={props.disabled === true}
      >
        {props.icon}
      </ActionIcon>
    </Tooltip>
  );
}
