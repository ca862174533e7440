import { z } from "zod";

const labelsSchema = z.record(z.string(), z.string());

const trafficPolicyFields = {
  tls: z.looseObject({ mode: z.string().optional() }).optional(),
  connectionPool: z
    .looseObject({
      tcp: z
        .looseObject({ maxConnections: z.number().optional(), connectTimeout: z.string().optional() })
        .optional(),
      http: z
        .looseObject({
          http1MaxPendingRequests: z.number().optional(),
          http2MaxRequests: z.number().optional(),
          maxRetries: z.number().optional(),
          maxRequestsPerConnection: z.number().optional(),
        })
        .optional(),
    })
    .optional(),
  outlierDetection: z
    .looseObject({
      consecutive5xxErrors: z.number().optional(),
      consecutiveGatewayErrors: z.number().optional(),
      interval: z.string().optional(),
      baseEjectionTime: z.string().optional(),
      maxEjectionPercent: z.number().optional(),
    })
    .optional(),
  loadBalancer: z
    .looseObject({
      simple: z.string().optional(),
      consistentHash: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
};

/** Traffic policy of a DestinationRule, a subset, or (without further ports) one port. */
const trafficPolicySchema = z.looseObject({
  ...trafficPolicyFields,
  portLevelSettings: z
    .array(
      z.looseObject({
        port: z.looseObject({ number: z.number().optional() }).optional(),
        ...trafficPolicyFields,
      }),
    )
    .optional(),
});
export type TrafficPolicySpec = z.infer<typeof trafficPolicySchema>;

export const destinationRuleSchema = z.looseObject({
  host: z.string(),
  exportTo: z.array(z.string()).optional(),
  workloadSelector: z.looseObject({ matchLabels: labelsSchema.optional() }).optional(),
  trafficPolicy: trafficPolicySchema.optional(),
  subsets: z
    .array(
      z.looseObject({
        name: z.string(),
        labels: labelsSchema.optional(),
        trafficPolicy: trafficPolicySchema.optional(),
      }),
    )
    .optional(),
});
export type DestinationRuleSpec = z.infer<typeof destinationRuleSchema>;
