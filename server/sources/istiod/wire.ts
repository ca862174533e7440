import { z } from "zod";

const resourceSchema = z.looseObject({
  sent: z.string().default(""),
  acked: z.string().default(""),
  sentTime: z.string().optional(),
  lastError: z.string().optional(),
  /** Only in the xDS form, which has no nonces. */
  status: z.string().optional(),
});
export type SynczResource = z.infer<typeof resourceSchema>;

/** One proxy of `/debug/syncz`. `resources` exists since istio 1.23; the flat pairs have always been there. */
export const synczRowSchema = z.looseObject({
  cluster_id: z.string().default(""),
  proxy: z.string(),
  /** Only in the xDS form, whose node ids may lack it. */
  namespace: z.string().optional(),
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

const clientConfigSchema = z.looseObject({
  node: z.looseObject({
    id: z.string(),
    metadata: z
      .looseObject({
        CLUSTER_ID: z.string().optional(),
        NAMESPACE: z.string().optional(),
        ISTIO_VERSION: z.string().optional(),
      })
      .optional(),
  }),
  genericXdsConfigs: z
    .array(
      z.looseObject({
        typeUrl: z.string(),
        configStatus: z.string().optional(),
        lastUpdated: z.string().optional(),
        errorState: z.looseObject({ details: z.string().optional() }).optional(),
      }),
    )
    .default([]),
});

/** A proxy of the xDS type `istio.io/debug/syncz` as a row: it has states in place of nonces. */
function rowFromClientConfig({ node, genericXdsConfigs }: z.infer<typeof clientConfigSchema>): SynczRow {
  const { CLUSTER_ID, NAMESPACE, ISTIO_VERSION } = node.metadata ?? {};
  const resources = genericXdsConfigs.map(({ typeUrl, configStatus, lastUpdated, errorState }) => [
    typeUrl,
    {
      sent: "",
      acked: "",
      status: configStatus ?? "UNKNOWN",
      ...(lastUpdated === undefined ? {} : { sentTime: lastUpdated }),
      ...(errorState?.details === undefined ? {} : { lastError: errorState.details }),
    },
  ]);
  return synczRowSchema.parse({
    cluster_id: CLUSTER_ID,
    proxy: node.id,
    namespace: NAMESPACE ?? "",
    istio_version: ISTIO_VERSION,
    resources: Object.fromEntries(resources),
  });
}

/** istiod prints `null` for an empty list. What serves the xDS form over HTTP answers with its DiscoveryResponse. */
export const synczSchema = z.union([
  z
    .array(synczRowSchema)
    .nullable()
    .transform((rows) => rows ?? []),
  z
    .looseObject({ resources: z.array(clientConfigSchema) })
    .transform(({ resources }) => resources.map(rowFromClientConfig)),
]);
