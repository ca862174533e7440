import { z } from "zod";
import { flowDirections, flowSchemes, type FlowRequest } from "@/lib/proxies/explain-flow/flow-request";
import { phrase } from "@/lib/phrase";
import { dumpTargetSchema } from "@/server/operations/proxies/target";

const headerSchema = z.object({
  name: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^:?[!#$%&'*+.^_`|~0-9a-z-]+$/, phrase("wrong_header_name").text)
    .max(200),
  value: z.string().max(8000),
});

const wrongPort = phrase("port_range").text;

/** A request to explain, as a person or a link gives it. */
export const flowRequestSchema = z.object({
  direction: z.enum(flowDirections).default("outbound"),
  host: z.string().trim().max(300).default(""),
  port: z.number(wrongPort).int(wrongPort).min(1, wrongPort).max(65_535, wrongPort),
  ip: z.union([z.ipv4(), z.ipv6()], phrase("wrong_ip").text).optional(),
  scheme: z.enum(flowSchemes).default("http"),
  sni: z.string().trim().max(300).optional(),
  applications: z.array(z.string().max(100)).max(10).readonly().optional(),
  // Source: RFC 9110 5.6.2, a method is a token.
  method: z
    .string()
    .trim()
    .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,40}$/, phrase("wrong_method").text)
    .default("GET"),
  path: z
    .string()
    .startsWith("/", phrase("path_starts_with_slash").text)
    .max(60_000, phrase("path_too_long").text)
    .default("/"),
  authority: z.string().trim().max(300).optional(),
  headers: z.array(headerSchema).max(100).readonly().default([]),
  headersAreComplete: z.boolean().default(false),
  caller: z
    .object({
      ip: z.union([z.ipv4(), z.ipv6()], phrase("wrong_ip").text).optional(),
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

export const serviceRequestInputSchema = z.object({
  cluster: z.string().default(""),
  namespace: z.string().min(1).max(63),
  name: z.string().min(1).max(253),
  isTcp: z.boolean().default(false),
});
export type ServiceRequestInput = z.infer<typeof serviceRequestInputSchema>;

export const explainSourcesInputSchema = z.object({ cluster: z.string().default("") });
export type ExplainSourcesInput = z.infer<typeof explainSourcesInputSchema>;
