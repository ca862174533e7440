import type { Sourced } from "@/lib/evidence";
import { typeOf } from "@/lib/controlplane/proxy-row";
import { entryText } from "@/lib/proxies/dump/read-entries";
import { patchesOf, type FilterPatch } from "@/lib/proxies/envoy-filter-patches";
import { rootNamespace } from "@/lib/xds/mesh-objects";
import { clusterSources } from "@/server/operations/cluster-sources";
import { Gathering } from "@/server/operations/gathering";
import type { ResourceInput } from "@/server/operations/proxies/resource";
import { readDumpBytes } from "@/server/operations/proxies/target";
import type { Call, OperationContext } from "@/server/ports";

export type PatchRead = {
  /** undefined when EnvoyFilters, the pod or the resource could not be read; a kept dump has none of today's. */
  readonly patches?: readonly FilterPatch[];
};

/** The EnvoyFilters of today whose patches fit a resource. */
export async function readPatches(ctx: OperationContext, input: ResourceInput): Promise<Sourced<PatchRead>> {
  const gathering = new Gathering();
  if ("snapshot" in input) return gathering.answer({});
  const { namespace, pod } = input;
  const { kubernetes } = clusterSources(ctx, input.cluster);
  const call = (purpose: string): Call => ({ purpose, signal: ctx.signal });
  const spaces = [...new Set([namespace, rootNamespace])];
  const [filters, pods, dump] = await Promise.all([
    gathering.takeObjects(
      "EnvoyFilters",
      kubernetes.list("networking.istio.io", "EnvoyFilter", call("patches of the resource"), spaces),
    ),
    gathering.takeObjects("pod", kubernetes.list("", "Pod", call("labels of the pod"), [namespace])),
    gathering.take("configuration", readDumpBytes(ctx, input, `patches of ${input.id}`)),
  ]);
  const own = pods?.find(({ metadata }) => metadata.name === pod);
  const entry = dump?.entries.find(({ id }) => id === input.id);
  if (filters === undefined || own === undefined || dump === undefined || entry === undefined)
    return gathering.answer({});
  const proxy = { namespace, labels: own.metadata.labels ?? {}, isGateway: typeOf(own) === "router" };
  const { section, name } = entry;
  const resource = { section, name, text: entryText(dump.bytes, entry) };
  return gathering.answer({ patches: patchesOf(filters, proxy, rootNamespace, resource) });
}
