"use client";
import { Button, Chip, Group } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { CanaryDraft } from "./canary-draft";
import classes from "./canaries.module.css";
import { ObjectiveField } from "./objective-field";
import fieldClasses from "@/components/routing/fields/fields.module.css";
import { NumberField } from "@/components/routing/fields/number-field";
import { formatMeasure } from "@/lib/format/measure";

type LatencyMetric = Extract<CanaryDraft["metrics"][number], { kind: "latency" }>;

type Props = {
  /** Edges of the service's histogram; undefined when the metrics did not say. */
  readonly edgesMs: readonly number[] | undefined;
  readonly chosen: readonly LatencyMetric[];
  readonly onChosen: (next: readonly LatencyMetric[]) => void;
  readonly errorAt: (edgeMs: number) => string | undefined;
};

/** Edges of the histogram above which a request counts as slow. Between edges nothing is known, so nothing is offered. */
export function LatencyEdges({ edgesMs, chosen, onChosen, errorAt }: Props) {
  const t = useTranslations("canaries");
  const [typed, setTyped] = useState<number>();
  const chosenMs = chosen.map(({ edgeMs }) => edgeMs);
  const choose = (next: readonly number[]) =>
    onChosen(
      next
        .toSorted((left, right) => left - right)
        .map((edgeMs) => chosen.find((one) => one.edgeMs === edgeMs) ?? { kind: "latency", edgeMs }),
    );
  const offered = [...new Set([...(edgesMs ?? []), ...chosenMs])].toSorted((left, right) => left - right);
  return (
    <fieldset className={fieldClasses.group}>
      <legend className={fieldClasses.legend}>{t("metrics.latency")}</legend>
      <span className={classes.lead}>{t("metrics.latencyHint")}</span>
      <Chip.Group
        multiple
        value={chosenMs.map(String)}
        onChange={(next) => choose(offered.filter((edge) => next.includes(String(edge))))}
      >
        <Group gap={6}>
          {offered.map((edge) => (
            <Chip key={edge} value={String(edge)} size="xs">
              {t("metrics.slowerThan", { edge: formatMeasure(edge, "ms") })}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      {chosen.length === 0 ? null : (
        <div className={fieldClasses.grid}>
          {chosen.map((metric) => (
            <ObjectiveField
              key={metric.edgeMs}
              label={t("metrics.edgeObjective", { edge: formatMeasure(metric.edgeMs, "ms") })}
              metric={metric}
              onMetric={(next) => onChosen(chosen.map((one) => (one === metric ? next : one)))}
              error={errorAt(metric.edgeMs)}
            />
          ))}
        </div>
      )}
      {edgesMs === undefined ? (
        <div className={classes.inline}>
          <NumberField label={t("metrics.edge")} value={typed} onValue={setTyped} unit="ms" decimals={3} />
          <Button
            size="xs"
            variant="default"
            disabled={typed === undefined || typed <= 0 || chosenMs.includes(typed)}
            onClick={() => {
              if (typed !== undefined) choose([...chosenMs, typed]);
              setTyped(undefined);
            }}
          >
            {t("metrics.addEdge")}
          </Button>
          <span className={classes.note}>{t("metrics.edgesUnknown")}</span>
        </div>
      ) : null}
    </fieldset>
  );
}
