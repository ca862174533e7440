import type { Manifest } from "@/lib/config/manifest";
import { runAnnotations } from "@/lib/delivery/run-annotations";
import type { Enricher } from "@/lib/graph/facts";
import { markNodes } from "@/lib/graph/mark";
import type { Badge } from "@/lib/graph/model";
import { serviceKeyFromHost, serviceKeyOfNode } from "@/lib/graph/service-key";
import { recordOf, recordsOf, textOf } from "@/lib/routing/json-fields";

const codes: Readonly<Record<string, Badge>> = {
  canary: { code: "canary-running", severity: "info", detail: "" },
  fault: { code: "fault-running", severity: "warning", detail: "" },
};

/** Marks services whose route a canary or an experiment holds, by the run's own marks on the object. */
export const markRuns: Enricher = (graph, { config }) => {
  const badges = new Map<string, Badge[]>();
  for (const manifest of [...config.virtualServices, ...config.httpRoutes]) {
    const annotations = manifest.metadata.annotations ?? {};
    const runId = annotations[runAnnotations.id];
    const badge = codes[annotations[runAnnotations.kind] ?? ""];
    if (runId === undefined || badge === undefined) continue;
    for (const key of servicesOf(manifest)) {
      badges.set(key, [...(badges.get(key) ?? []), { ...badge, detail: runId }]);
    }
  }
  return markNodes(graph, (node) => badges.get(serviceKeyOfNode(node) ?? "") ?? []);
};

function servicesOf(manifest: Manifest): readonly string[] {
  const namespace = manifest.metadata.namespace ?? "";
  const spec = recordOf(manifest.spec);
  if (manifest.kind === "VirtualService") {
    const hosts = Array.isArray(spec["hosts"]) ? spec["hosts"] : [];
    return hosts.flatMap((host) =>
      typeof host === "string" ? (serviceKeyFromHost(host, namespace) ?? []) : [],
    );
  }
  return recordsOf(spec["parentRefs"])
    .filter(({ kind }) => kind === "Service")
    .map((parent) => `${textOf(parent["namespace"]) ?? namespace}/${textOf(parent["name"]) ?? ""}`);
}
