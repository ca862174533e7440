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
});
export type RetriesSpec = z.infer<typeof retriesSchema>;

const httpRouteSchema = z.looseObject({
  name: z.string().optional(),
  match: z.array(httpMatchSchema).optional(),
  route: z.array(z.looseObject({ destination: destinationSchema, weight: z.number().optional() })).optional(),
  redirect: z
    .looseObject({
      uri: z.string().optional(),
      prefixRewrite: z.string().optional(),
      authority: z.string().optional(),
      scheme: z.string().optional(),
      port: z.number().optional(),
      redirectCode: z.number().optional(),
    })
    .optional(),
  directResponse: z
    .looseObject({ status: z.number(), body: z.looseObject({ string: z.string().optional() }).optional() })
    .optional(),
  rewrite: z
    .looseObject({
      uri: z.string().optional(),
      /** Not in Istio's API: Gateway API's ReplaceFullPath, translated. */
      fullPath: z.string().optional(),
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
  mirrors: z
    .array(z.looseObject({ destination: destinationSchema, percentage: percentSchema.optional() }))
    .optional(),
  delegate: z.looseObject({ name: z.string().optional(), namespace: z.string().optional() }).optional(),
});
export type HttpRouteSpec = z.infer<typeof httpRouteSchema>;

export const virtualServiceSchema = z.looseObject({
  hosts: z.array(z.string()).default([]),
  gateways: z.array(z.string()).optional(),
  exportTo: z.array(z.string()).optional(),
  http: z.array(httpRouteSchema).optional(),
});
