import { phrase } from "@/lib/phrase";
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

/** Kinds without which nobody can say what becomes of a request: an unread policy is not an open door. */
const decisive = [
  "security.istio.io/AuthorizationPolicy",
  "security.istio.io/PeerAuthentication",
  "networking.istio.io/VirtualService",
  "networking.istio.io/DestinationRule",
];

/**
 * What the configuration of now would do with one request. Nothing is sent. Throws not_found for an unknown caller and
 * source_unavailable while a kind that decides could not be read.
 */
export async function tryServiceRequest(
  ctx: OperationContext,
  { cluster, caller, ...request }: TryInput,
): Promise<Sourced<TryResult>> {
  const sources = clusterSources(ctx, cluster);
  const mesh = await readMeshObjects(sources, ctx.signal);
  const unread = decisive.filter((key) => mesh.data[key] === undefined).map((key) => key.split("/")[1]);
  if (unread.length > 0) {
    throw new ConsoleError("source_unavailable", phrase("unread_objects", { names: unread.join(", ") }), {
      hint: phrase("warnings_say_why"),
      details: { unread },
    });
  }
  const workload = workloadByName(mesh.data, caller.namespace, caller.name);
  if (workload === undefined) {
    throw new ConsoleError(
      "not_found",
      phrase("no_workload_with_pods", { workload: `${caller.namespace}/${caller.name}` }),
      {
        hint: phrase("choose_caller_with_pods"),
        details: { field: "caller" },
      },
    );
  }
  return { ...mesh, data: tryRequest(mesh.data, workload, request) };
}
