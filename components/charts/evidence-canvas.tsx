"use client";
import { useMemo } from "react";
import { useLocale, useTranslations } from "use-intl";
import { Chart } from "./chart";
import { evidenceOption, type EvidenceChartProps } from "./evidence-option";
import classes from "./time-series.module.css";
import { useChartTokens } from "./tokens";

export function EvidenceCanvas(props: EvidenceChartProps & { readonly height: number }) {
  const { lines, title, height } = props;
  const tokens = useChartTokens();
  const t = useTranslations("charts");
  const locale = useLocale();
  const option = useMemo(() => evidenceOption(props, tokens, locale), [props, tokens, locale]);
  if (lines.every(({ points }) => points.length === 0)) {
    return (
      <div className={classes.empty} style={{ height: height + 18 }}>
        {t("noData")}
      </div>
    );
  }
  return (
    <>
      <Chart
        option={option}
        heightPx={height}
        label={t("chartLabel", { title, series: lines.map(({ name }) => name).join(", ") })}
      />
      <div className={classes.legend}>
        {lines.map(({ id, name, tone }) => (
          <span key={id} className={classes.key}>
            <span className={classes.swatch} style={{ background: tokens[tone] }} />
            {name}
          </span>
        ))}
      </div>
    </>
  );
}
