import { z } from "zod";

/** `/stats?format=json`: counters and gauges; histograms and text readouts are left out. */
export const statsSchema = z.looseObject({
  stats: z
    .array(
      z.looseObject({
        name: z.string().optional(),
        value: z.union([z.number(), z.string()]).optional(),
      }),
    )
    .default([]),
});

/** Pages that are JSON objects whose content the reader checks. */
export const pageSchema = z.record(z.string(), z.unknown());

/** Numbers by name. A counter without a value is 0 by Envoy's rule; text is no number and is left out. */
export function numbersFromStats({ stats }: z.infer<typeof statsSchema>): Readonly<Record<string, number>> {
  const numbers: Record<string, number> = {};
  for (const { name, value } of stats) {
    if (name === undefined) continue;
    const number = value === undefined || value === "" ? 0 : Number(value);
    if (Number.isFinite(number)) numbers[name] = number;
  }
  return numbers;
}
