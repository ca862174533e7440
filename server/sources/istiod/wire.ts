import { z } from "zod";

const resourceSchema = z.looseObject({
  sent: z.string().default(""),
  acked: z.string().default(""),
  sentTime: z.string().optional(),
  lastError: z.string().optional(),
});

/** One proxy of `/debug/syncz`. `resources` exists since istio 1.23; the flat pairs have always been there. */
export const synczRowSchema = z.looseObject({
  cluster_id: z.string().default(""),
  proxy: z.string(),
  proxy_type: z.string().default(""),
  istio_version: z.string().default(""),
  cluster_sent: z.string().default(""),
  cluster_acked: z.string().default(""),
  listener_sent: z.string().default(""),
  listener_acked: z.string().default(""),
  route_sent: z.string().default(""),
  route_acked: z.string().default(""),
  endpoint_sent: z.string().default(""),
  endpoint_acked: z.string().default(""),
  extensionconfig_sent: z.string().default(""),
  extensionconfig_acked: z.string().default(""),
  resources: z.record(z.string(), resourceSchema).optional(),
});
export type SynczRow = z.infer<typeof synczRowSchema>;

/** istiod prints `null` for an empty list. */
export const synczSchema = z
  .array(synczRowSchema)
  .nullable()
  .transform((rows) => rows ?? []);
