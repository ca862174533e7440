"use client";
import { Select } from "@mantine/core";
import { useTranslations } from "use-intl";
import classes from "./explain.module.css";
import { useSourceGroups } from "./use-source-options";
import { targetFromText, textFromTarget, type DumpTarget } from "@/lib/proxies/dump-target";
import type { ExplainSource } from "@/server/operations/explain/answers";

type Props = {
  readonly target: DumpTarget;
  readonly versus: DumpTarget | undefined;
  readonly sources: readonly ExplainSource[] | undefined;
  readonly onChange: (versus: DumpTarget | undefined) => void;
};

/** Another configuration for the same request: the other view of the proxy, a kept one, another proxy. */
export function CompareSelect({ target, versus, sources = [], onChange }: Props) {
  const t = useTranslations("explain");
  const own = textFromTarget(target);
  const groups = useSourceGroups()(sources);
  const otherView =
    "snapshot" in target
      ? []
      : [
          {
            group: t("compare.sameProxy"),
            items: [
              {
                value: textFromTarget({ ...target, view: target.view === "envoy" ? "istiod" : "envoy" }),
                label: t(target.view === "envoy" ? "compare.byIstiod" : "compare.byEnvoy"),
              },
            ],
          },
        ];
  const known = new Set([...otherView, ...groups].flatMap(({ items }) => items.map(({ value }) => value)));
  const value = versus === undefined ? null : textFromTarget(versus);
  const missing = value !== null && !known.has(value) ? [{ value, label: value }] : [];
  const others = groups
    .map(({ group, items }) => ({
      group,
      items: items.filter(
        (item) => item.value !== own && !otherView[0]?.items.some((one) => one.value === item.value),
      ),
    }))
    // Kept configurations are what one compares with most.
    .toSorted(
      (left, right) =>
        Number(right.group === t("form.snapshots")) - Number(left.group === t("form.snapshots")),
    );
  return (
    <div className={classes.compareSelect}>
      <Select
        size="xs"
        label={t("compare.with")}
        placeholder={t("form.sourceHint")}
        data={[...missing, ...otherView, ...others]}
        value={value}
        searchable
        clearable
        limit={200}
        nothingFoundMessage={t("form.noSources")}
        onChange={(text) => onChange(text === null ? undefined : targetFromText(text))}
      />
    </div>
  );
}
