import { z } from "zod";

export const servicesAnswer = z.looseObject({ services: z.array(z.string()).nullish() });
export const operationsAnswer = z.looseObject({
  operations: z.array(z.looseObject({ name: z.string() })).nullish(),
});

const numberOrText = z.union([z.number(), z.string()]);
const count = numberOrText
  .transform(Number)
  .pipe(z.number())
  .optional()
  .transform((value) => value ?? 0);
export const summariesAnswer = z.looseObject({
  summaries: z
    .array(
      z.looseObject({
        traceId: z.string(),
        rootServiceName: z.string().default(""),
        rootOperationName: z.string().default(""),
        minStartTimeUnixNano: numberOrText.optional(),
        maxEndTimeUnixNano: numberOrText.optional(),
        spanCount: count,
        errorSpanCount: count,
        orphanSpanCount: count,
        services: z
          .array(z.looseObject({ name: z.string(), spanCount: count, errorSpanCount: count }))
          .default([]),
      }),
    )
    .nullish(),
});
export type SummaryWire = NonNullable<z.infer<typeof summariesAnswer>["summaries"]>[number];

/** The envelope of every legacy answer. */
export const legacyAnswer = z.looseObject({
  data: z.unknown(),
  errors: z.array(z.looseObject({ code: z.number().optional(), msg: z.string().optional() })).nullish(),
});
export const legacyNames = z.array(z.string()).nullable();

/** How v3 words a refusal. Its 404 for "nothing found" differs from a router's 404 by this body. */
export const gatewayError = z.looseObject({
  error: z.looseObject({ httpCode: z.number().optional(), message: z.string().optional() }),
});
