import { z } from "zod";
import type { Manifest } from "@/lib/config/manifest";
import type { Enricher } from "@/lib/graph/facts";
import { selectorMatches } from "@/lib/graph/inventory";
import { markNodes } from "@/lib/graph/mark";
import type { Badge } from "@/lib/graph/model";
import { workloadsOfNode } from "@/lib/graph/node-workloads";
import { printObjectRef } from "@/lib/mesh/object-ref";

const istioSchema = z.looseObject({
  selector: z.record(z.string(), z.string()).default({}),
  servers: z.array(z.looseObject({ hosts: z.array(z.string()).default([]) })).default([]),
});
const listenersSchema = z.looseObject({
  listeners: z.array(z.looseObject({ hostname: z.string().optional() })).default([]),
});

/** Marks gateway workloads with the hosts that each Gateway object (Istio's or the Gateway API's) opens on them. */
export const markGateways: Enricher = (graph, facts) =>
  markNodes(graph, (node) => {
    const workloads = workloadsOfNode(node, facts);
    if (workloads.length === 0) return [];
    return facts.config.gateways.flatMap((manifest): Badge[] => {
      const chosen = workloads.some((workload) => choosesWorkload(manifest, workload));
      if (!chosen) return [];
      const detail = printObjectRef({
        kind: manifest.kind,
        namespace: manifest.metadata.namespace ?? "",
        name: manifest.metadata.name,
      });
      const hosts = hostsOf(manifest).join(", ");
      return [{ code: "gateway", severity: "info", detail: hosts === "" ? detail : `${detail}: ${hosts}` }];
    });
  });

type Workload = {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
};

function choosesWorkload(manifest: Manifest, workload: Workload): boolean {
  if (manifest.apiVersion.startsWith("gateway.networking.k8s.io/")) {
    return (
      workload.namespace === (manifest.metadata.namespace ?? "") &&
      workload.labels["gateway.networking.k8s.io/gateway-name"] === manifest.metadata.name
    );
  }
  const spec = istioSchema.safeParse(manifest.spec ?? {});
  return spec.success && selectorMatches(spec.data.selector, workload.labels);
}

function hostsOf(manifest: Manifest): readonly string[] {
  const istio = istioSchema.safeParse(manifest.spec ?? {});
  const listeners = listenersSchema.safeParse(manifest.spec ?? {});
  const hosts = [
    ...(istio.success ? istio.data.servers.flatMap((server) => server.hosts) : []),
    ...(listeners.success ? listeners.data.listeners.flatMap((listener) => listener.hostname ?? []) : []),
  ];
  return [...new Set(hosts)];
}
