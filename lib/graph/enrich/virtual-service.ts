import { z } from "zod";
import type { Manifest } from "@/lib/config/manifest";
import type { Enricher } from "@/lib/graph/facts";
import { markNodes } from "@/lib/graph/mark";
import type { Badge } from "@/lib/graph/model";
import { serviceKeyOfNode, serviceKeyFromHost } from "@/lib/graph/service-key";
import { printObjectRef } from "@/lib/mesh/object-ref";

const routeSchema = z.looseObject({
  fault: z.unknown().optional(),
  mirror: z.unknown().optional(),
  mirrors: z.array(z.unknown()).optional(),
  timeout: z.string().optional(),
  retries: z.unknown().optional(),
  match: z.array(z.unknown()).optional(),
  route: z.array(z.looseObject({ weight: z.number().optional() })).optional(),
});
const specSchema = z.looseObject({
  hosts: z.array(z.string()).default([]),
  http: z.array(routeSchema).default([]),
  tcp: z.array(routeSchema).default([]),
});

/** Marks services that a VirtualService or HTTPRoute rules over, and what it does there: fault, mirror, split, timeout. */
export const markVirtualServices: Enricher = (graph, facts) => {
  const badges = new Map<string, Badge[]>();
  const add = (key: string, more: readonly Badge[]): void => {
    badges.set(key, [...(badges.get(key) ?? []), ...more]);
  };
  for (const manifest of facts.config.virtualServices) {
    const spec = specSchema.safeParse(manifest.spec ?? {});
    if (!spec.success) continue;
    const marks = marksOf(manifest, [...spec.data.http, ...spec.data.tcp]);
    for (const host of spec.data.hosts) {
      const key = serviceKeyFromHost(host, manifest.metadata.namespace ?? "");
      if (key !== undefined) add(key, marks);
    }
  }
  for (const [key, marks] of httpRouteMarks(facts.config.httpRoutes)) add(key, marks);
  return markNodes(graph, (node) => badges.get(serviceKeyOfNode(node) ?? "") ?? []);
};

function detailOf(manifest: Manifest): string {
  return printObjectRef({
    kind: manifest.kind,
    namespace: manifest.metadata.namespace ?? "",
    name: manifest.metadata.name,
  });
}

function marksOf(manifest: Manifest, routes: readonly z.infer<typeof routeSchema>[]): readonly Badge[] {
  const detail = detailOf(manifest);
  const marks: Badge[] = [{ code: "virtual-service", severity: "info", detail }];
  if (routes.some((route) => route.fault !== undefined)) {
    marks.push({ code: "fault", severity: "warning", detail });
  }
  if (routes.some((route) => route.mirror !== undefined || (route.mirrors ?? []).length > 0)) {
    marks.push({ code: "mirror", severity: "info", detail });
  }
  if (routes.some((route) => (route.route ?? []).filter((to) => (to.weight ?? 0) > 0).length > 1)) {
    marks.push({ code: "traffic-split", severity: "info", detail });
  }
  if (routes.some((route) => route.timeout !== undefined || route.retries !== undefined)) {
    marks.push({ code: "timeout-retry", severity: "info", detail });
  }
  return marks;
}

const httpRouteSchema = z.looseObject({
  parentRefs: z
    .array(z.looseObject({ kind: z.string().optional(), name: z.string(), namespace: z.string().optional() }))
    .default([]),
  rules: z
    .array(
      z.looseObject({ backendRefs: z.array(z.looseObject({ weight: z.number().optional() })).default([]) }),
    )
    .default([]),
});

/** Mesh routes only: those whose parent is a Service (GAMMA). Routes of gateways mark the gateway. */
function httpRouteMarks(routes: readonly Manifest[]): readonly (readonly [string, readonly Badge[]])[] {
  return routes.flatMap((manifest) => {
    const spec = httpRouteSchema.safeParse(manifest.spec ?? {});
    if (!spec.success) return [];
    const detail = detailOf(manifest);
    const split = spec.data.rules.some((rule) => rule.backendRefs.filter((to) => to.weight !== 0).length > 1);
    const marks: Badge[] = [{ code: "http-route", severity: "info", detail }];
    if (split) marks.push({ code: "traffic-split", severity: "info", detail });
    return spec.data.parentRefs
      .filter((parent) => parent.kind === "Service")
      .map(
        (parent) =>
          [`${parent.namespace ?? manifest.metadata.namespace ?? ""}/${parent.name}`, marks] as const,
      );
  });
}
