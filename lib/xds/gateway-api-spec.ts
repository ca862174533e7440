import { z } from "zod";

const valueMatchSchema = z.looseObject({ type: z.string().optional(), name: z.string(), value: z.string() });

const backendRefFields = {
  group: z.string().optional(),
  kind: z.string().optional(),
  name: z.string(),
  namespace: z.string().optional(),
  port: z.number().optional(),
  weight: z.number().optional(),
};

const headerListSchema = z.array(z.looseObject({ name: z.string(), value: z.string() })).optional();
const headerModifierSchema = z.looseObject({
  set: headerListSchema,
  add: headerListSchema,
  remove: z.array(z.string()).optional(),
});

const pathModifierSchema = z.looseObject({
  type: z.string(),
  replaceFullPath: z.string().optional(),
  replacePrefixMatch: z.string().optional(),
});

const filterSchema = z.looseObject({
  type: z.string(),
  requestRedirect: z
    .looseObject({
      scheme: z.string().optional(),
      hostname: z.string().optional(),
      port: z.number().optional(),
      statusCode: z.number().optional(),
      path: pathModifierSchema.optional(),
    })
    .optional(),
  requestMirror: z
    .looseObject({
      backendRef: z.looseObject(backendRefFields),
      percent: z.number().optional(),
      fraction: z.looseObject({ numerator: z.number(), denominator: z.number().optional() }).optional(),
    })
    .optional(),
  urlRewrite: z
    .looseObject({ hostname: z.string().optional(), path: pathModifierSchema.optional() })
    .optional(),
  requestHeaderModifier: headerModifierSchema.optional(),
  responseHeaderModifier: headerModifierSchema.optional(),
  cors: z
    .looseObject({
      allowOrigins: z.array(z.string()).optional(),
      allowMethods: z.array(z.string()).optional(),
      allowHeaders: z.array(z.string()).optional(),
      exposeHeaders: z.array(z.string()).optional(),
      allowCredentials: z.boolean().nullish(),
      maxAge: z.number().optional(),
    })
    .optional(),
});
export type GatewayApiFilter = z.infer<typeof filterSchema>;

const backendRefSchema = z.looseObject({
  ...backendRefFields,
  filters: z.array(filterSchema).optional(),
});

export const gatewayApiRouteSchema = z.looseObject({
  parentRefs: z
    .array(
      z.looseObject({
        group: z.string().optional(),
        kind: z.string().optional(),
        name: z.string(),
        namespace: z.string().optional(),
        sectionName: z.string().optional(),
        port: z.number().optional(),
      }),
    )
    .default([]),
  hostnames: z.array(z.string()).optional(),
  rules: z
    .array(
      z.looseObject({
        name: z.string().optional(),
        matches: z
          .array(
            z.looseObject({
              path: z.looseObject({ type: z.string().optional(), value: z.string().optional() }).optional(),
              headers: z.array(valueMatchSchema).optional(),
              queryParams: z.array(valueMatchSchema).optional(),
              /** A string for HTTPRoute; service and method for GRPCRoute. */
              method: z
                .union([
                  z.string(),
                  z.looseObject({
                    type: z.string().optional(),
                    service: z.string().optional(),
                    method: z.string().optional(),
                  }),
                ])
                .optional(),
            }),
          )
          .optional(),
        filters: z.array(filterSchema).optional(),
        backendRefs: z.array(backendRefSchema).optional(),
        timeouts: z
          .looseObject({ request: z.string().optional(), backendRequest: z.string().optional() })
          .optional(),
        retry: z
          .looseObject({
            codes: z.array(z.number()).optional(),
            attempts: z.number().optional(),
            backoff: z.string().optional(),
          })
          .optional(),
      }),
    )
    .default([]),
});
export type GatewayApiRouteSpec = z.infer<typeof gatewayApiRouteSchema>;
export type GatewayApiRule = GatewayApiRouteSpec["rules"][number];
export type BackendRef = z.infer<typeof backendRefSchema>;

export const gatewayApiGatewaySchema = z.looseObject({
  gatewayClassName: z.string().optional(),
  addresses: z.array(z.looseObject({ type: z.string().optional(), value: z.string().optional() })).optional(),
  listeners: z
    .array(
      z.looseObject({
        name: z.string(),
        port: z.number(),
        protocol: z.string(),
        hostname: z.string().optional(),
        tls: z.looseObject({ mode: z.string().optional() }).optional(),
        allowedRoutes: z
          .looseObject({ namespaces: z.looseObject({ from: z.string().optional() }).optional() })
          .optional(),
      }),
    )
    .default([]),
});
