"use client";
import { useMemo } from "react";
import { useLocale, useTranslations } from "use-intl";
import { Chart } from "./chart";
import { timeSeriesOption } from "./time-series-option";
import classes from "./time-series.module.css";
import { seriesColor, type TimeSeriesProps } from "./time-series-model";
import { useChartTokens } from "./tokens";

export function TimeSeriesCanvas(props: TimeSeriesProps & { height: number }) {
  const { series, title, height } = props;
  const tokens = useChartTokens();
  const t = useTranslations("charts");
  const locale = useLocale();
  const hasData = series.some((each) => each.values.some((value) => value !== null));
  const option = useMemo(() => timeSeriesOption({ ...props, tokens, locale }), [props, tokens, locale]);
  if (!hasData) {
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
        group="page"
        label={t("chartLabel", { title, series: series.map((each) => each.name).join(", ") })}
        onRange={props.onRange}
      />
      <div className={classes.legend}>
        {series.map((each, index) => (
          <span key={each.id} className={classes.key}>
            <span className={classes.swatch} style={{ background: seriesColor(tokens, each, index) }} />
            {each.name}
          </span>
        ))}
        {(props.markers ?? []).length === 0 ? null : (
          <span className={classes.key}>
            <span className={classes.dashes} />
            {t("changes", { count: props.markers?.length ?? 0 })}
          </span>
        )}
      </div>
    </>
  );
}
