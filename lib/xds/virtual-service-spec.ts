import { z } from "zod";

/** The parts of Istio's networking kinds that decide routing; unknown fields are ignored, as istiod ignores them. */
const stringMatchSchema = z.looseObject({
  exact: z.string().optional(),
  prefix: z.string().optional(),
  regex: z.string().optional(),
});
export type StringMatchSpec = z.infer<typeof stringMatchSchema>;

const labelsSchema = z.record(z.string(), z.string());
const percentSchema = z.looseObject({ value: z.number().optional() });

const destinationSchema = z.looseObject({
  host: z.string(),
  subset: z.string().optional(),
  port: z.looseObject({ number: z.number().optional() }).optional(),
});
export type DestinationSpec = z.infer<typeof destinationSchema>;

const headerOperationsSchema = z.looseObject({
  set: labelsSchema.optional(),
  add: labelsSchema.optional(),
  remove: z.array(z.string()).optional(),
});
const headersSchema = z.looseObject({
  request: headerOperationsSchema.optional(),
  response: headerOperationsSchema.optional(),
});
export type HeadersSpec = z.infer<typeof headersSchema>;

const httpMatchSchema = z.looseObject({
  name: z.string().optional(),
  uri: stringMatchSchema.optional(),
  scheme: stringMatchSchema.optional(),
  method: stringMatchSchema.optional(),
  authority: stringMatchSchema.optional(),
  headers: z.record(z.string(), stringMatchSchema).optional(),
  withoutHeaders: z.record(z.string(), stringMatchSchema).optional(),
  queryParams: z.record(z.string(), stringMatchSchema).optional(),
  port: z.number().optional(),
  sourceLabels: labelsSchema.optional(),
  sourceNamespace: z.string().optional(),
  gateways: z.array(z.string()).optional(),
  ignoreUriCase: z.boolean().optional(),
});
export type HttpMatchSpec = z.infer<typeof httpMatchSchema>;

const faultSchema = z.looseObject({
  delay: z
    .looseObject({
      percentage: percentSchema.optional(),
      percent: z.number().optional(),
      fixedDelay: z.string().optional(),
    })
    .optional(),
  abort: z
    .looseObject({
      percentage: percentSchema.optional(),
      httpStatus: z.number().optional(),
      grpcStatus: z.string().optional(),
    })
    .optional(),
});
export type FaultSpec = z.infer<typeof faultSchema>;

const retriesSchema = z.looseObject({
  attempts: z.number().optional(),
  perTryTimeout: z.string().optional(),
  retryOn: z.string().optional(),
  backoff: z.string().optional(),
  /** Null is absent. */
  retryIgnorePreviousHosts: z.boolean().nullish(),
  retryRemoteLocalities: z.boolean().nullish(),
});
export type RetriesSpec = z.infer<typeof retriesSchema>;

const corsPolicySchema = z.looseObject({
  allowOrigins: z.array(stringMatchSchema).optional(),
  /** The old form: exact origins. */
  allowOrigin: z.array(z.string()).optional(),
  allowMethods: z.array(z.string()).optional(),
  allowHeaders: z.array(z.string()).optional(),
  exposeHeaders: z.array(z.string()).optional(),
  maxAge: z.string().optional(),
  allowCredentials: z.boolean().nullish(),
  unmatchedPreflights: z.string().optional(),
});
export type CorsPolicySpec = z.infer<typeof corsPolicySchema>;

const httpDestinationSchema = z.looseObject({
  destination: destinationSchema,
  weight: z.number().optional(),
  headers: headersSchema.optional(),
});
export type HttpDestinationSpec = z.infer<typeof httpDestinationSchema>;

const httpRouteSchema = z.looseObject({
  name: z.string().optional(),
  match: z.array(httpMatchSchema).optional(),
  route: z.array(httpDestinationSchema).optional(),
  redirect: z
    .looseObject({
      uri: z.string().optional(),
      prefixRewrite: z.string().optional(),
      authority: z.string().optional(),
      scheme: z.string().optional(),
      port: z.number().optional(),
      derivePort: z.string().optional(),
      redirectCode: z.number().optional(),
    })
    .optional(),
  directResponse: z
    .looseObject({ status: z.number(), body: z.looseObject({ string: z.string().optional() }).optional() })
    .optional(),
  rewrite: z
    .looseObject({
      uri: z.string().optional(),
      authority: z.string().optional(),
      uriRegexRewrite: z
        .looseObject({ match: z.string().optional(), rewrite: z.string().optional() })
        .optional(),
    })
    .optional(),
  timeout: z.string().optional(),
  retries: retriesSchema.optional(),
  fault: faultSchema.optional(),
  mirror: destinationSchema.optional(),
  mirrorPercentage: percentSchema.optional(),
  mirrorPercent: z.number().nullish(),
  mirrors: z
    .array(z.looseObject({ destination: destinationSchema, percentage: percentSchema.optional() }))
    .optional(),
  headers: headersSchema.optional(),
  corsPolicy: corsPolicySchema.optional(),
  delegate: z.looseObject({ name: z.string().optional(), namespace: z.string().optional() }).optional(),
});
export type HttpRouteSpec = z.infer<typeof httpRouteSchema>;

const l4MatchFields = {
  destinationSubnets: z.array(z.string()).optional(),
  port: z.number().optional(),
  sourceLabels: labelsSchema.optional(),
  sourceNamespace: z.string().optional(),
  gateways: z.array(z.string()).optional(),
};
const l4Destinations = z
  .array(z.looseObject({ destination: destinationSchema, weight: z.number().optional() }))
  .optional();

const tcpRouteSchema = z.looseObject({
  match: z.array(z.looseObject(l4MatchFields)).optional(),
  route: l4Destinations,
});
export type TcpRouteSpec = z.infer<typeof tcpRouteSchema>;

const tlsRouteSchema = z.looseObject({
  match: z.array(z.looseObject({ ...l4MatchFields, sniHosts: z.array(z.string()).default([]) })).optional(),
  route: l4Destinations,
});
export type TlsRouteSpec = z.infer<typeof tlsRouteSchema>;

export const virtualServiceSchema = z.looseObject({
  hosts: z.array(z.string()).default([]),
  gateways: z.array(z.string()).optional(),
  exportTo: z.array(z.string()).optional(),
  http: z.array(httpRouteSchema).optional(),
  tcp: z.array(tcpRouteSchema).optional(),
  tls: z.array(tlsRouteSchema).optional(),
});
export type VirtualServiceSpec = z.infer<typeof virtualServiceSchema>;
