"use client";
import { ActionIcon, Checkbox, Menu, SegmentedControl, Select, Tooltip } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import classes from "./graph.module.css";
import type { GraphView, SetGraphView } from "./use-graph-view";
import { edgeLabels } from "./view-state";
import { graphModes } from "@/lib/url/graph";

type Props = {
  view: GraphView;
  setView: SetGraphView;
  grouped: boolean;
  search: ReactNode;
  onExportPng: () => void;
  onExportJson: () => void;
};

const views = ["graph", "nodes", "edges"] as const;

/** What to show and how; all of it lives in the URL. */
export function GraphToolbar({ view, setView, grouped, search, onExportPng, onExportJson }: Props) {
  const t = useTranslations("graph");
  return (
    <div className={classes.toolbar} role="group" aria-label={t("toolbar.label")}>
      <SegmentedControl
        size="xs"
        aria-label={t("toolbar.view")}
        value={view.view}
        onChange={(value) => void setView({ view: views.find((name) => name === value) ?? "graph" })}
        data={views.map((value) => ({ value, label: t(`view.${value}`) }))}
      />
      <SegmentedControl
        size="xs"
        aria-label={t("toolbar.mode")}
        value={view.mode}
        onChange={(value) =>
          void setView({
            mode: graphModes.find((name) => name === value) ?? "service",
            sel: null,
            focus: null,
          })
        }
        data={graphModes.map((value) => ({ value, label: t(`mode.${value}`) }))}
      />
      {search}
      {view.view === "graph" ? (
        <Select
          size="xs"
          w={150}
          aria-label={t("toolbar.label_edges")}
          allowDeselect={false}
          value={view.label}
          onChange={(value) => void setView({ label: edgeLabels.find((name) => name === value) ?? "rate" })}
          data={edgeLabels.map((value) => ({ value, label: t(`label.${value}`) }))}
        />
      ) : null}
      <Checkbox
        size="xs"
        label={t("toolbar.boxes")}
        checked={view.boxes}
        onChange={(event) => void setView({ boxes: event.currentTarget.checked })}
      />
      <Checkbox
        size="xs"
        label={t("toolbar.idle")}
        checked={view.idle}
        onChange={(event) => void setView({ idle: event.currentTarget.checked })}
      />
      <Checkbox
        size="xs"
        label={t("toolbar.group")}
        checked={grouped}
        onChange={(event) => void setView({ group: event.currentTarget.checked, open: null })}
      />
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Tooltip label={t("toolbar.export")}>
            <ActionIcon variant="default" size={30} aria-label={t("toolbar.export")}>
              <IconDownload size={15} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item disabled={view.view !== "graph"} onClick={onExportPng}>
            PNG
          </Menu.Item>
          <Menu.Item onClick={onExportJson}>JSON</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
