import { workloadByName } from "@/lib/effective/mesh-workloads";
import { tryRequest, type TriedRequest, type TryResult } from "@/lib/effective/try-request";
import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { clusterSources } from "@/server/operations/cluster-sources";
import { readMeshObjects } from "@/server/operations/config/mesh-objects";
import type { OperationContext } from "@/server/ports";

export type TryInput = TriedRequest & {
  readonly cluster: string;
  readonly caller: { readonly namespace: string; readonly name: string };
};

/** What the configuration of now would do with one request. Nothing is sent. Throws not_found for an unknown caller. */
export async function tryServiceRequest(
  ctx: OperationContext,
  { cluster, caller, ...request }: TryInput,
): Promise<Sourced<TryResult>> {
  const sources = clusterSources(ctx, cluster);
  const mesh = await readMeshObjects(sources, ctx.signal);
  const workload = workloadByName(mesh.data, caller.namespace, caller.name);
  if (workload === undefined) {
    throw new ConsoleError("not_found", `There is no workload ${caller.namespace}/${caller.name} with pods`, {
      hint: "Choose another caller: its pods decide what its proxy is sent.",
      details: { field: "caller" },
    });
  }
  return { ...mesh, data: tryRequest(mesh.data, workload, request) };
}
