import { z } from "zod";
import type { Statistic } from "@/server/ports";

const computedSchema = z.looseObject({
  name: z.string(),
  values: z
    .array(z.looseObject({ cumulative: z.number().nullish(), interval: z.number().nullish() }))
    .default([]),
});

/** `/stats?format=json&type=…` of one type. */
export const statisticsSchema = z.looseObject({
  stats: z
    .array(
      z.looseObject({
        name: z.string().optional(),
        value: z.union([z.number(), z.string()]).optional(),
        histograms: z
          .looseObject({
            supported_quantiles: z.array(z.number()).default([]),
            computed_quantiles: z.array(computedSchema).default([]),
          })
          .optional(),
      }),
    )
    .default([]),
});
type StatisticsPage = z.infer<typeof statisticsSchema>;

/** Envoy's names of the types, as `type=` takes them: the JSON page itself does not tell counters from gauges. */
export const statisticTypes = [
  ["Counters", "counter"],
  ["Gauges", "gauge"],
  ["TextReadouts", "text"],
  ["Histograms", "histogram"],
] as const;

/** The statistics of a page of one type. A number without a value is 0 by Envoy's rule. */
export function statisticsFromPage(page: StatisticsPage, type: Statistic["type"]): readonly Statistic[] {
  return page.stats.flatMap(({ name, value, histograms }): readonly Statistic[] => {
    if (type === "histogram") return histograms === undefined ? [] : histogramsOf(histograms);
    if (name === undefined) return [];
    if (type === "text") return [{ name, type, text: String(value ?? "") }];
    const number = value === undefined || value === "" ? 0 : Number(value);
    return Number.isFinite(number) ? [{ name, type, value: number }] : [];
  });
}

function histogramsOf(
  histograms: NonNullable<StatisticsPage["stats"][number]["histograms"]>,
): readonly Statistic[] {
  return histograms.computed_quantiles.map(({ name, values }) => ({
    name,
    type: "histogram",
    quantiles: histograms.supported_quantiles.map((quantile, index) => ({
      quantile,
      value: values[index]?.cumulative ?? null,
      recent: values[index]?.interval ?? null,
    })),
  }));
}
