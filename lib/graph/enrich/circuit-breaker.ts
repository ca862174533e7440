import { z } from "zod";
import type { Enricher } from "@/lib/graph/facts";
import { markNodes } from "@/lib/graph/mark";
import type { Badge } from "@/lib/graph/model";
import { serviceKeyFromHost, serviceKeyOfNode } from "@/lib/graph/service-key";
import { printObjectRef } from "@/lib/mesh/object-ref";

const policySchema = z.looseObject({
  connectionPool: z.unknown().optional(),
  outlierDetection: z.unknown().optional(),
});
const specSchema = z.looseObject({
  host: z.string(),
  trafficPolicy: policySchema.optional(),
  subsets: z.array(z.looseObject({ name: z.string(), trafficPolicy: policySchema.optional() })).default([]),
});

/** Marks services whose DestinationRule limits connections or ejects endpoints, in the rule itself or in a subset. */
export const markCircuitBreakers: Enricher = (graph, facts) => {
  const badges = new Map<string, Badge[]>();
  for (const manifest of facts.config.destinationRules) {
    const spec = specSchema.safeParse(manifest.spec ?? {});
    if (!spec.success) continue;
    const policies = [spec.data.trafficPolicy, ...spec.data.subsets.map((subset) => subset.trafficPolicy)];
    if (
      !policies.some(
        (policy) => policy?.connectionPool !== undefined || policy?.outlierDetection !== undefined,
      )
    ) {
      continue;
    }
    const namespace = manifest.metadata.namespace ?? "";
    const key = serviceKeyFromHost(spec.data.host, namespace);
    if (key === undefined) continue;
    const detail = printObjectRef({ kind: manifest.kind, namespace, name: manifest.metadata.name });
    badges.set(key, [...(badges.get(key) ?? []), { code: "circuit-breaker", severity: "info", detail }]);
  }
  return markNodes(graph, (node) => badges.get(serviceKeyOfNode(node) ?? "") ?? []);
};
