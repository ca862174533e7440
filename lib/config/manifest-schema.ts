import "@/lib/browser-zod";
import { z } from "zod";

export const managedFieldsSchema = z.looseObject({
  manager: z.string().optional(),
  operation: z.string().optional(),
  apiVersion: z.string().optional(),
  time: z.string().optional(),
  fieldsV1: z.record(z.string(), z.unknown()).optional(),
  subresource: z.string().optional(),
});

export const objectMetaSchema = z.looseObject({
  name: z.string().default(""),
  namespace: z.string().optional(),
  uid: z.string().optional(),
  resourceVersion: z.string().optional(),
  generation: z.number().optional(),
  creationTimestamp: z.string().nullish(),
  deletionTimestamp: z.string().nullish(),
  labels: z.record(z.string(), z.string()).nullish(),
  annotations: z.record(z.string(), z.string()).nullish(),
  ownerReferences: z
    .array(
      z.looseObject({
        apiVersion: z.string(),
        kind: z.string(),
        name: z.string(),
        uid: z.string(),
        controller: z.boolean().nullish(),
      }),
    )
    .nullish(),
  managedFields: z.array(managedFieldsSchema).nullish(),
});

/** Any Kubernetes object as it is on the wire: the parts that every kind has are typed, the rest is kept as it came. */
export const manifestSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: objectMetaSchema,
  spec: z.record(z.string(), z.unknown()).optional(),
  status: z.unknown().optional(),
});

/** Parses a manifest and hands it back untouched: zod's own result would put the known fields first. */
export const manifestAsItIs = z.custom<z.infer<typeof manifestSchema>>(
  (value) => manifestSchema.safeParse(value).success,
  "no Kubernetes object",
);
