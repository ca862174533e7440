"use client";
import { NumberInput, Slider } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { SplitOptions } from "./options-step";
import classes from "./routing.module.css";
import { currentRate } from "./version-table";
import { StatusBadge } from "@/components/ui/status-badge";
import { formatMeasure } from "@/lib/format/measure";

type Props = {
  readonly name: string;
  readonly version: SplitOptions["versions"][number];
  readonly options: SplitOptions;
  readonly percent: number;
  /** The slider: the others give or take, so the sum stays 100. */
  readonly onBalanced: (percent: number) => void;
  /** The input: exactly this number, whatever the sum becomes. */
  readonly onExact: (percent: number) => void;
};

/** One version's weight as slider and number, with the requests/s that it would get. */
export function WeightRow({ name, version, options, percent, onBalanced, onExact }: Props) {
  const t = useTranslations("routing");
  const total = options.traffic?.requestsPerSecond;
  const predicted = total === undefined ? undefined : (total * percent) / 100;
  const perPod =
    predicted === undefined || version.readyPods === 0 ? undefined : predicted / version.readyPods;
  return (
    <>
      <span className={classes.weightName}>{name}</span>
      <Slider
        value={percent}
        onChange={onBalanced}
        min={0}
        max={100}
        step={1}
        label={null}
        thumbLabel={t("weights.slider", { name })}
      />
      <NumberInput
        value={percent}
        onChange={(value) => onExact(typeof value === "number" ? Math.round(value) : Number(value) || 0)}
        min={0}
        max={100}
        clampBehavior="strict"
        allowDecimal={false}
        allowNegative={false}
        suffix=" %"
        size="xs"
        aria-label={t("weights.input", { name })}
      />
      <span className={classes.predicted}>
        {formatMeasure(currentRate(options.traffic, version), "rps")} →{" "}
        <strong>{formatMeasure(predicted, "rps")}</strong>
        <br />
        {version.readyPods === 0 && percent > 0 ? (
          <StatusBadge tone="failing" label={t("weights.noPods", { name, percent })} />
        ) : (
          t("weights.capacity", { pods: version.readyPods, rate: formatMeasure(perPod, "rps") })
        )}
      </span>
    </>
  );
}
