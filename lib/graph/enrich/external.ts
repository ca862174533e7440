import { z } from "zod";
import type { Enricher } from "@/lib/graph/facts";
import { markNodes } from "@/lib/graph/mark";
import type { Badge } from "@/lib/graph/model";
import { printObjectRef } from "@/lib/mesh/object-ref";

const specSchema = z.looseObject({ hosts: z.array(z.string()).default([]) });

/**
 * Marks hosts outside of the cluster by how the mesh knows them: registered by a ServiceEntry, let through although
 * unregistered ("passthrough"), or blocked ("blackhole"). Source: Istio's outbound traffic policy.
 */
export const markExternal: Enricher = (graph, facts) => {
  const entries = facts.config.serviceEntries.flatMap((manifest) => {
    const spec = specSchema.safeParse(manifest.spec ?? {});
    const { name, namespace = "" } = manifest.metadata;
    const detail = printObjectRef({ kind: manifest.kind, namespace, name });
    return spec.success ? spec.data.hosts.map((host) => ({ host, detail })) : [];
  });
  return markNodes(graph, (node): readonly Badge[] => {
    if (node.kind !== "external") return [];
    if (node.name === "PassthroughCluster") {
      return [{ code: "passthrough", severity: "warning", detail: node.name }];
    }
    if (node.name === "BlackHoleCluster")
      return [{ code: "blackhole", severity: "error", detail: node.name }];
    return entries
      .filter((entry) => hostCovers(entry.host, node.name))
      .map((entry) => ({ code: "service-entry", severity: "info", detail: entry.detail }));
  });
};

/** `*.example.com` covers every host below example.com, but not itself. */
function hostCovers(pattern: string, host: string): boolean {
  return pattern.startsWith("*.") ? host.endsWith(pattern.slice(1)) : pattern === host;
}
