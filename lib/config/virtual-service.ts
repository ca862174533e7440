import { z } from "zod";
import { isSameJson } from "@/lib/config/clean-manifest";
import { memoByIdentity } from "@/lib/config/checks/memo";
import type { Manifest } from "@/lib/config/manifest";

const destinationSchema = z.looseObject({
  host: z.string().default(""),
  subset: z.string().optional(),
  port: z.looseObject({ number: z.number().optional() }).optional(),
});
const noDestination = { host: "" };
// Half-written entries are read as far as they go: one of them must not hide the rest of the object.
const weightedSchema = z.looseObject({
  destination: destinationSchema.catch(noDestination),
  weight: z.number().optional().catch(undefined),
});
const httpRouteSchema = z.looseObject({
  name: z.string().optional(),
  match: z.array(z.looseObject({})).optional().catch(undefined),
  route: z.array(weightedSchema).optional().catch(undefined),
  mirror: destinationSchema.optional().catch(undefined),
  mirrors: z
    .array(z.looseObject({ destination: destinationSchema.optional() }))
    .optional()
    .catch(undefined),
  redirect: z.unknown().optional(),
  directResponse: z.unknown().optional(),
  delegate: z.unknown().optional(),
});
const specSchema = z.looseObject({
  hosts: z.array(z.string()).catch([]),
  gateways: z.array(z.string()).optional().catch(undefined),
  exportTo: z.array(z.string()).optional().catch(undefined),
  http: z.array(httpRouteSchema).optional(),
  tcp: z.array(z.looseObject({ route: z.array(weightedSchema).optional() })).optional(),
  tls: z.array(z.looseObject({ route: z.array(weightedSchema).optional() })).optional(),
});

export type VirtualServiceHttpRoute = z.infer<typeof httpRouteSchema>;
export type VirtualServiceSpec = z.infer<typeof specSchema>;

/** The spec with the parts that we read typed and the rest kept; an empty one when the manifest is not in that shape. */
export const virtualServiceSpec = memoByIdentity((manifest: Manifest): VirtualServiceSpec => {
  const parsed = specSchema.safeParse(manifest.spec ?? {});
  return parsed.success ? parsed.data : { hosts: [] };
});

/** Whether sidecars take the routes: "mesh" is among the gateways or none is named. */
export function isMeshBound(spec: VirtualServiceSpec): boolean {
  return spec.gateways === undefined || spec.gateways.length === 0 || spec.gateways.includes("mesh");
}

/** Whether each request to the host takes this route: no match, or one that asks for nothing but a path below "/". */
export function isCatchAll(route: VirtualServiceHttpRoute): boolean {
  const matches = route.match ?? [];
  return matches.length === 0 || matches.some(isEmptyMatch);
}

function isEmptyMatch(match: Record<string, unknown>): boolean {
  return Object.entries(match).every(
    ([key, value]) => key === "name" || (key === "uri" && isSameJson(value, { prefix: "/" })),
  );
}
