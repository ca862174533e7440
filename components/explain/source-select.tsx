"use client";
import { SegmentedControl, Select } from "@mantine/core";
import { useTranslations } from "use-intl";
import classes from "./explain.module.css";
import { sourceKey, useSourceGroups } from "./use-source-options";
import { targetFromText, type DumpTarget, type ProxyView } from "@/lib/proxies/dump-target";
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
  const own = target === undefined ? null : sourceKey(target);
  const groups = useSourceGroups()(sources);
  // A proxy that is gone still stands in a copied address.
  const isListed = groups.some(({ items }) => items.some(({ value }) => value === own));
  const missing = own !== null && !isListed ? [{ value: own, label: own }] : [];
  const sourceOf = (key: string | null) => sources.find((source) => sourceKey(source.target) === key);
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
          onChange(chosen, sourceOf(value));
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
            onChange({ ...target, view: value === "istiod" ? "istiod" : "envoy" }, sourceOf(own))
          }
        />
      )}
    </div>
  );
}
