import type { Sourced } from "@/lib/evidence";
import { serviceFromSpanService } from "@/lib/traces/mesh-facts";
import { clusterSources } from "@/server/operations/cluster-sources";
import type { OperationContext } from "@/server/ports";

export type TraceServices = {
  /** Services that sent spans, by name, inside of the asked namespaces. */
  readonly services: readonly string[];
  /** How many more there are outside of them. */
  readonly outsideNamespaces: number;
  readonly api: "v3" | "legacy";
};

/** The services known to Jaeger. A name that is not `app.namespace` belongs to no namespace and is always listed. */
export async function readTraceServices(
  ctx: OperationContext,
  input: { cluster: string; namespaces: readonly string[] },
): Promise<Sourced<TraceServices>> {
  const { traces } = clusterSources(ctx, input.cluster);
  const all = await traces.services({ purpose: "services with spans", signal: ctx.signal });
  const api = await traces.api({ purpose: "which Jaeger API is served", signal: ctx.signal });
  const services = all.data.filter((name) => isInNamespaces(name, input.namespaces));
  return { ...all, data: { services, outsideNamespaces: all.data.length - services.length, api } };
}

/** Whether the span service `name` may belong to one of `namespaces`; an empty list means all of them. */
export function isInNamespaces(name: string, namespaces: readonly string[]): boolean {
  const namespace = serviceFromSpanService(name)?.namespace;
  return namespaces.length === 0 || namespace === undefined || namespaces.includes(namespace);
}
