import { z } from "zod";
import { flowDirections, flowSchemes, type FlowRequest } from "@/lib/proxies/explain-flow/flow-request";
import { dumpTargetSchema } from "@/server/operations/proxies/target";

const headerSchema = z.object({
  name: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^:?[!#$%&'*+.^_`|~0-9a-z-]+$/, "this is no name of a header")
    .max(200),
  value: z.string().max(8000),
});

/** A request to explain, as a person or a link gives it. */
export const flowRequestSchema = z.object({
  direction: z.enum(flowDirections).default("outbound"),
  host: z.string().trim().max(300).default(""),
  port: z.number().int("a port is a whole number").min(1, "a port is at least 1").max(65_535),
  ip: z.union([z.ipv4(), z.ipv6()], "give an IPv4 or IPv6 address").optional(),
  scheme: z.enum(flowSchemes).default("http"),
  sni: z.string().trim().max(300).optional(),
  applications: z.array(z.string().max(100)).max(10).readonly().optional(),
  method: z.string().trim().min(1, "name a method").max(40).default("GET"),
  path: z.string().startsWith("/", "a path starts with /").max(8000).default("/"),
  authority: z.string().trim().max(300).optional(),
  headers: z.array(headerSchema).max(100).readonly().default([]),
  headersAreComplete: z.boolean().default(false),
  caller: z
    .object({
      ip: z.union([z.ipv4(), z.ipv6()], "give an IPv4 or IPv6 address").optional(),
      principal: z.string().trim().max(500).optional(),
    })
    .default({}),
}) satisfies z.ZodType<FlowRequest>;

export const explainInputSchema = z.object({ target: dumpTargetSchema, request: flowRequestSchema });
export type ExplainInput = z.infer<typeof explainInputSchema>;

/** All routes that a route's step left out of its list. */
export const skippedInputSchema = explainInputSchema.extend({
  /** Of the route table's resource. */
  table: z.string().max(500),
  /** Of the step's route; -1 where none took the request. */
  index: z.number().int().min(-1),
});
export type SkippedInput = z.infer<typeof skippedInputSchema>;

/** The pod's side of a request that an outbound explanation has brought to one of its endpoints. */
export const inboundInputSchema = explainInputSchema.extend({
  cluster: z.string().min(1).max(500),
  /** Address of the endpoint, `10.244.0.13:9080`. */
  endpoint: z.string().min(1).max(200),
});
export type InboundInput = z.infer<typeof inboundInputSchema>;

export const spanInputSchema = z.object({
  cluster: z.string().default(""),
  traceId: z.string().regex(/^[\w+/=-]{1,64}$/, "a trace id has up to 64 letters and digits"),
  spanId: z.string().regex(/^[\w+/=-]{1,64}$/, "a span id has up to 64 letters and digits"),
});
export type SpanInput = z.infer<typeof spanInputSchema>;

export const explainSourcesInputSchema = z.object({ cluster: z.string().default("") });
export type ExplainSourcesInput = z.infer<typeof explainSourcesInputSchema>;
