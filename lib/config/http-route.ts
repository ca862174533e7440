import { z } from "zod";
import { isSameJson } from "@/lib/config/clean-manifest";
import { memoByIdentity } from "@/lib/config/checks/memo";
import type { Manifest } from "@/lib/config/manifest";

const parentSchema = z.looseObject({
  group: z.string().optional(),
  kind: z.string().optional(),
  name: z.string(),
  namespace: z.string().optional(),
  port: z.number().optional(),
});
const backendSchema = z.looseObject({
  kind: z.string().optional(),
  name: z.string(),
  namespace: z.string().optional(),
  port: z.number().optional(),
  weight: z.number().optional(),
});
const ruleSchema = z.looseObject({
  name: z.string().optional(),
  matches: z.array(z.looseObject({})).optional(),
  filters: z.array(z.looseObject({ type: z.string().optional() })).optional(),
  backendRefs: z.array(backendSchema).optional(),
});
const specSchema = z.looseObject({
  parentRefs: z.array(parentSchema).default([]),
  hostnames: z.array(z.string()).optional(),
  rules: z.array(ruleSchema).optional(),
});
export type HttpRouteRule = z.infer<typeof ruleSchema>;
export type HttpRouteSpec = z.infer<typeof specSchema>;

/** The spec with the parts that we read typed and the rest kept; an empty one when the manifest is not in that shape. */
export const httpRouteSpec = memoByIdentity((manifest: Manifest): HttpRouteSpec => {
  const parsed = specSchema.safeParse(manifest.spec ?? {});
  return parsed.success ? parsed.data : { parentRefs: [] };
});

/** Whether the route hangs on this Service (GAMMA), for any port or for `port`. */
export function isAttachedToService(
  manifest: Manifest,
  service: { readonly namespace: string; readonly name: string },
  port?: number,
): boolean {
  return httpRouteSpec(manifest).parentRefs.some(
    (parent) =>
      parent.kind === "Service" &&
      (parent.group ?? "") === "" &&
      parent.name === service.name &&
      (parent.namespace ?? manifest.metadata.namespace) === service.namespace &&
      (port === undefined || parent.port === undefined || parent.port === port),
  );
}

/** Whether each request takes this rule: no matches, or one that asks for nothing but a path below "/". */
export function isCatchAllRule(rule: HttpRouteRule): boolean {
  const matches = rule.matches ?? [];
  return matches.length === 0 || matches.some(isEmptyMatch);
}

function isEmptyMatch(match: Record<string, unknown>): boolean {
  return Object.entries(match).every(
    ([key, value]) => key === "path" && isSameJson(value, { type: "PathPrefix", value: "/" }),
  );
}
