"use client";
import { Button, FileButton, SegmentedControl, Select } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useState, type DragEvent } from "react";
import { useLocale, useTranslations } from "use-intl";
import classes from "./diff.module.css";
import { formatTime } from "@/lib/format/duration";
import type { DumpTarget } from "@/lib/proxies/dump-target";
import type { Snapshot } from "@/lib/proxies/snapshot";

type Pod = { readonly namespace: string; readonly pod: string };

/** Chooses one side: a proxy in Envoy's or istiod's words, a snapshot, or a file. */
export function TargetPicker({
  side,
  target,
  cluster,
  pods,
  snapshots,
  onChange,
  onFiles,
}: {
  side: "left" | "right";
  target: DumpTarget | undefined;
  cluster: string;
  pods: readonly Pod[];
  snapshots: readonly Snapshot[];
  onChange: (target: DumpTarget) => void;
  onFiles: (files: readonly File[]) => void;
}) {
  const t = useTranslations("diff");
  const locale = useLocale();
  const isSnapshot = target !== undefined && "snapshot" in target;
  const proxy = target === undefined || "snapshot" in target ? undefined : target;
  const chosen = proxy === undefined ? null : `${proxy.namespace}/${proxy.pod}`;
  const names = new Set(pods.map(({ namespace, pod }) => `${namespace}/${pod}`));
  if (chosen !== null) names.add(chosen);
  const choosePod = (text: string | null) => {
    const [namespace = "", pod = ""] = (text ?? "").split("/");
    if (pod !== "")
      onChange({ cluster: proxy?.cluster ?? cluster, namespace, pod, view: proxy?.view ?? "envoy" });
  };
  const kept = snapshots.map(({ id, title, takenAtMs }) => ({
    value: id,
    label: t("snapshotOption", { title, time: formatTime(takenAtMs, locale) }),
  }));
  if (isSnapshot && !kept.some(({ value }) => value === target.snapshot))
    kept.push({ value: target.snapshot, label: target.snapshot });
  const drop = useDrop(onFiles);
  return (
    <fieldset className={classes.side} {...drop}>
      <legend className={classes.legend}>{t(side)}</legend>
      <div className={classes.pick}>
        <Select
          className={classes.grow}
          size="xs"
          searchable
          limit={100}
          aria-label={`${t(side)}: ${t("proxySource")}`}
          placeholder={t("chooseProxy")}
          nothingFoundMessage={t("noMatch")}
          data={[...names].toSorted()}
          value={chosen}
          onChange={choosePod}
        />
        <SegmentedControl
          size="xs"
          aria-label={`${t(side)}: ${t("view")}`}
          disabled={proxy === undefined}
          data={[
            { value: "envoy", label: t("envoy") },
            { value: "istiod", label: t("istiod") },
          ]}
          value={proxy?.view ?? "envoy"}
          onChange={(value) =>
            proxy === undefined
              ? undefined
              : onChange({ ...proxy, view: value === "istiod" ? "istiod" : "envoy" })
          }
        />
      </div>
      <div className={classes.pick}>
        <Select
          className={classes.grow}
          size="xs"
          searchable
          limit={100}
          aria-label={`${t(side)}: ${t("snapshotSource")}`}
          placeholder={t("chooseSnapshot")}
          nothingFoundMessage={t("noMatch")}
          data={kept}
          value={isSnapshot ? target.snapshot : null}
          onChange={(value) => (value === null ? undefined : onChange({ snapshot: value }))}
        />
        <FileButton multiple onChange={onFiles}>
          {(props) => (
            <Button
              {...props}
              size="xs"
              variant="default"
              aria-label={`${t(side)}: ${t("file.choose")}`}
              leftSection={<IconUpload size={14} aria-hidden />}
            >
              {t("file.choose")}
            </Button>
          )}
        </FileButton>
      </div>
    </fieldset>
  );
}

/** Takes files that are dropped on an element. */
function useDrop(onFiles: (files: readonly File[]) => void) {
  const [isOver, setOver] = useState(false);
  return {
    "data-over": isOver || undefined,
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: (event: DragEvent<HTMLElement>) => {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      onFiles([...event.dataTransfer.files]);
    },
  };
}
