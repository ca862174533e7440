import { z } from "zod";

/** A sample as Prometheus prints it: seconds, and a float in quotes because JSON has no NaN. */
export type WireSample = readonly [number, string];

const isSample = (value: unknown): value is WireSample =>
  Array.isArray(value) && value.length === 2 && typeof value[0] === "number" && typeof value[1] === "string";

/** Checked by hand: a page may carry 100,000 samples, and a tuple schema costs microseconds for each. */
const samples = z.custom<readonly WireSample[]>(
  (value) => Array.isArray(value) && value.every(isSample),
  "expected [seconds, text] pairs",
);
const sample = z.custom<WireSample>(isSample, "expected a [seconds, text] pair");
const labels = z.record(z.string(), z.string());

const vectorSchema = z.object({
  resultType: z.literal("vector"),
  result: z.array(z.object({ metric: labels, value: sample.optional(), histogram: z.unknown().optional() })),
});
const matrixSchema = z.object({
  resultType: z.literal("matrix"),
  result: z.array(
    z.object({ metric: labels, values: samples.optional(), histograms: z.unknown().optional() }),
  ),
});
const scalarSchema = z.object({ resultType: z.literal("scalar"), result: sample });
const stringSchema = z.object({ resultType: z.literal("string"), result: sample });

/** Thanos repeats its warnings inside of `data`, and some proxies say only `isPartial`. */
function envelope<T extends z.ZodType>(data: T) {
  return z.object({
    status: z.literal("success"),
    data,
    warnings: z.array(z.string()).nullish(),
    infos: z.array(z.string()).nullish(),
    isPartial: z.boolean().optional(),
  });
}

export const instantAnswerSchema = envelope(
  z.discriminatedUnion("resultType", [vectorSchema, matrixSchema, scalarSchema, stringSchema]),
);
export const rangeAnswerSchema = envelope(matrixSchema);
export const labelValuesSchema = envelope(z.array(z.string()));
export const buildInfoSchema = envelope(
  z.looseObject({ version: z.string(), application: z.string().optional() }),
);
export const errorSchema = z.looseObject({
  status: z.literal("error"),
  errorType: z.string(),
  error: z.string(),
});

export type Notices = {
  readonly warnings?: readonly string[] | null;
  readonly infos?: readonly string[] | null;
  readonly isPartial?: boolean;
};
export type WireMatrix = z.infer<typeof matrixSchema>;
export type WireInstant = z.infer<typeof instantAnswerSchema>["data"];
