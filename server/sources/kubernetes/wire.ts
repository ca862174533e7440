import { z } from "zod";

export const statusSchema = z.looseObject({
  kind: z.literal("Status"),
  status: z.string().optional(),
  message: z.string().optional(),
  reason: z.string().optional(),
  code: z.number().optional(),
  details: z
    .looseObject({
      name: z.string().optional(),
      group: z.string().optional(),
      kind: z.string().optional(),
      retryAfterSeconds: z.number().optional(),
      causes: z
        .array(
          z.looseObject({
            reason: z.string().optional(),
            message: z.string().optional(),
            field: z.string().optional(),
          }),
        )
        .optional(),
    })
    .optional(),
});
export type Status = z.infer<typeof statusSchema>;

const rawObject = z.record(z.string(), z.unknown());

/** Items of built-in kinds come without apiVersion and kind; the list names both. */
export const listSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ resourceVersion: z.string().default(""), continue: z.string().optional() }),
  items: z
    .array(rawObject)
    .nullable()
    .transform((items) => items ?? []),
});

export const watchEventSchema = z.looseObject({
  type: z.enum(["ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR"]),
  object: rawObject,
});

export const groupListSchema = z.looseObject({
  groups: z.array(
    z.looseObject({
      name: z.string(),
      versions: z.array(z.looseObject({ version: z.string() })),
    }),
  ),
});
export const resourceListSchema = z.looseObject({
  resources: z.array(
    z.looseObject({
      name: z.string(),
      kind: z.string(),
      namespaced: z.boolean(),
      verbs: z.array(z.string()).default([]),
    }),
  ),
});

export const versionSchema = z.looseObject({ gitVersion: z.string() });
export const accessReviewSchema = z.looseObject({
  status: z.looseObject({
    allowed: z.boolean(),
    reason: z.string().optional(),
    evaluationError: z.string().optional(),
  }),
});
export const selfReviewSchema = z.looseObject({
  status: z.looseObject({
    userInfo: z.looseObject({
      username: z.string().default(""),
      groups: z.array(z.string()).nullish(),
    }),
  }),
});
