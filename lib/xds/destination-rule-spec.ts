import { z } from "zod";

const labelsSchema = z.record(z.string(), z.string());
/** Wrapper fields of the API may be null, which is the same as absent. */
const nullableNumber = z
  .number()
  .nullish()
  .transform((value) => value ?? undefined);

const consistentHashSchema = z.looseObject({
  httpHeaderName: z.string().optional(),
  httpQueryParameterName: z.string().optional(),
  useSourceIp: z.boolean().optional(),
  httpCookie: z
    .looseObject({
      name: z.string().optional(),
      path: z.string().optional(),
      ttl: z.string().optional(),
    })
    .optional(),
  minimumRingSize: z.number().optional(),
  ringHash: z.looseObject({ minimumRingSize: z.number().optional() }).optional(),
  maglev: z.looseObject({ tableSize: z.number().optional() }).optional(),
});
export type ConsistentHashSpec = z.infer<typeof consistentHashSchema>;

const tcpPoolSchema = z.looseObject({
  maxConnections: z.number().optional(),
  connectTimeout: z.string().optional(),
  idleTimeout: z.string().optional(),
  maxConnectionDuration: z.string().optional(),
  tcpKeepalive: z
    .looseObject({
      probes: z.number().optional(),
      time: z.string().optional(),
      interval: z.string().optional(),
    })
    .optional(),
});

const httpPoolSchema = z.looseObject({
  http1MaxPendingRequests: z.number().optional(),
  http2MaxRequests: z.number().optional(),
  maxRetries: z.number().optional(),
  maxRequestsPerConnection: z.number().optional(),
  maxConcurrentStreams: z.number().optional(),
  idleTimeout: z.string().optional(),
  h2UpgradePolicy: z.string().optional(),
  useClientProtocol: z.boolean().optional(),
});

const loadBalancerSchema = z.looseObject({
  simple: z.string().optional(),
  consistentHash: consistentHashSchema.optional(),
  localityLbSetting: z
    .looseObject({
      enabled: z.boolean().nullish(),
      distribute: z.array(z.unknown()).optional(),
      failover: z.array(z.unknown()).optional(),
      failoverPriority: z.array(z.string()).optional(),
    })
    .optional(),
  warmup: z
    .looseObject({
      duration: z.string().optional(),
      minimumPercent: nullableNumber,
      aggression: nullableNumber,
    })
    .optional(),
  warmupDurationSecs: z.string().optional(),
});
export type LoadBalancerSpec = z.infer<typeof loadBalancerSchema>;

const trafficPolicyFields = {
  tls: z
    .looseObject({
      mode: z.string().optional(),
      sni: z.string().optional(),
      subjectAltNames: z.array(z.string()).optional(),
      credentialName: z.string().optional(),
    })
    .optional(),
  connectionPool: z
    .looseObject({ tcp: tcpPoolSchema.optional(), http: httpPoolSchema.optional() })
    .optional(),
  outlierDetection: z
    .looseObject({
      consecutive5xxErrors: nullableNumber,
      consecutiveGatewayErrors: nullableNumber,
      consecutiveLocalOriginFailures: nullableNumber,
      splitExternalLocalOriginErrors: z.boolean().optional(),
      interval: z.string().optional(),
      baseEjectionTime: z.string().optional(),
      maxEjectionPercent: z.number().optional(),
      minHealthPercent: z.number().optional(),
    })
    .optional(),
  loadBalancer: loadBalancerSchema.optional(),
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
  proxyProtocol: z.looseObject({ version: z.string().optional() }).optional(),
  retryBudget: z
    .looseObject({
      percent: nullableNumber,
      minRetryConcurrency: z.number().optional(),
      budgetInterval: z.string().optional(),
    })
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
