"use client";
import { Slider } from "@mantine/core";
import { useTranslations } from "use-intl";
import { NumberField } from "./number-field";
import classes from "./fields.module.css";
import { formatMeasure } from "@/lib/format/measure";

type Props = {
  readonly label: string;
  readonly percent: number | null | undefined;
  readonly onPercent: (percent: number) => void;
  /** Requests/s that it is a share of; undefined when that is unknown. */
  readonly ofRequestsPerSecond?: number | undefined;
  readonly error?: string | undefined;
  readonly decimals?: number;
};

/** A share of requests as slider and number, with the requests/s that it is now. */
export function PercentField({ label, percent, onPercent, ofRequestsPerSecond, error, decimals = 4 }: Props) {
  const t = useTranslations("routing");
  const value = typeof percent === "number" && Number.isFinite(percent) ? percent : undefined;
  const share =
    value === undefined || ofRequestsPerSecond === undefined
      ? undefined
      : t("form.shareNow", {
          share: formatMeasure((ofRequestsPerSecond * value) / 100, "rps"),
          total: formatMeasure(ofRequestsPerSecond, "rps"),
        });
  return (
    <div className={classes.percent}>
      <NumberField
        label={label}
        value={value}
        onValue={(next) => onPercent(next ?? Number.NaN)}
        unit="%"
        decimals={decimals}
        error={error}
        isRequired
      />
      <Slider
        value={value ?? 0}
        onChange={onPercent}
        min={0}
        max={100}
        step={1}
        label={null}
        thumbLabel={t("form.sliderOf", { label })}
      />
      <span className={classes.note}>{share}</span>
    </div>
  );
}
