"use client";
import { SegmentedControl, Select } from "@mantine/core";
import { useTranslations } from "use-intl";
import classes from "./explain.module.css";
import { targetFromText, textFromTarget, type DumpTarget, type ProxyView } from "@/lib/proxies/dump-target";
import type { ExplainSource } from "@/server/operations/explain/answers";

type Props = {
  readonly sources: readonly ExplainSource[] | undefined;
  readonly target: DumpTarget | undefined;
  readonly error: string | undefined;
  readonly onChange: (target: DumpTarget | undefined, source: ExplainSource | undefined) => void;
};

/** Whose configuration explains: a proxy's own, what istiod would send to it, or a kept one. */
export function SourceSelect({ sources = [], target, error, onChange }: Props) {
  const t = useTranslations("explain");
  const view: ProxyView = target === undefined || "snapshot" in target ? "envoy" : target.view;
  const own = target === undefined ? null : keyOf(target);
  const choices = sources.map((source) => ({ value: keyOf(source.target), label: labelOf(source), source }));
  const labelled = choices.map(({ value, label, source }) => ({
    value,
    group:
      source.kind === "snapshot"
        ? t("form.snapshots")
        : source.kind === "gateway"
          ? t("form.gateways")
          : t("form.proxies"),
    label: source.isConnected || source.kind === "snapshot" ? label : t("form.disconnected", { label }),
  }));
  // A proxy that is gone still stands in a copied address.
  const missing =
    own !== null && !labelled.some(({ value }) => value === own) ? [{ value: own, label: own }] : [];
  const groups = [...new Set(labelled.map(({ group }) => group))].map((group) => ({
    group,
    items: labelled.filter((one) => one.group === group).map(({ value, label }) => ({ value, label })),
  }));
  return (
    <div className={classes.source}>
      <Select
        size="xs"
        label={t("form.source")}
        placeholder={t("form.sourceHint")}
        data={[...missing, ...groups]}
        value={own}
        error={error}
        searchable
        limit={200}
        nothingFoundMessage={t("form.noSources")}
        onChange={(value) => {
          const found = value === null ? undefined : targetFromText(value);
          const chosen = found === undefined || "snapshot" in found ? found : { ...found, view };
          onChange(chosen, choices.find((choice) => choice.value === value)?.source);
        }}
      />
      {target === undefined || "snapshot" in target ? null : (
        <SegmentedControl
          size="xs"
          aria-label={t("form.view")}
          data={[
            { value: "envoy", label: t("form.viewEnvoy") },
            { value: "istiod", label: t("form.viewIstiod") },
          ]}
          value={view}
          onChange={(value) =>
            onChange(
              { ...target, view: value === "istiod" ? "istiod" : "envoy" },
              choices.find((choice) => choice.value === own)?.source,
            )
          }
        />
      )}
    </div>
  );
}

function keyOf(target: DumpTarget): string {
  return textFromTarget("snapshot" in target ? target : { ...target, view: "envoy" });
}

function labelOf({ label, takenAtMs }: ExplainSource): string {
  return takenAtMs === undefined
    ? label
    : `${label} · ${new Date(takenAtMs).toISOString().slice(0, 16).replace("T", " ")}`;
}
