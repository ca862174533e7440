import type { LocatedEdge } from "@/lib/causes/derive/locate-edge";
import { networkPolicyEvidence } from "@/lib/causes/derive/network-policies";
import type { NetworkPolicyEvidence } from "@/lib/causes/policy-evidence";
import { SourceError } from "@/lib/errors";
import type { Manifest } from "@/lib/config/manifest";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import type { Gathering } from "@/server/operations/gathering";
import type { ClusterSources } from "@/server/ports";

/**
 * What NetworkPolicies say of the edge: one request for each of its namespaces. Undefined where they may not be listed:
 * that is usual, and no fault to warn of.
 */
export async function readNetworkPolicies(
  gathering: Gathering,
  sources: ClusterSources,
  objects: MeshObjects,
  { caller, service, workloads }: LocatedEdge,
  signal: AbortSignal,
): Promise<readonly NetworkPolicyEvidence[] | undefined> {
  const [destination] = workloads;
  const parties = [caller?.party.namespace, destination?.party.namespace ?? service?.namespace];
  const namespaces = [...new Set(parties)].filter((namespace) => namespace !== undefined);
  if (namespaces.length === 0) return undefined;
  const read = async (namespace: string): Promise<readonly Manifest[] | undefined> => {
    const call = { purpose: `network policies of ${namespace}`, signal };
    try {
      const { data, evidence } = await sources.kubernetes.networkPolicies(namespace, call);
      gathering.evidence.push(...evidence);
      return data;
    } catch (error) {
      if (error instanceof SourceError) return undefined;
      throw error;
    }
  };
  const lists = await Promise.all(namespaces.map(read));
  if (lists.includes(undefined)) return undefined;
  const policies = lists.flatMap((list) => list ?? []);
  return networkPolicyEvidence(objects, policies, {
    caller: caller?.workload,
    destination: destination?.workload,
    ports: service?.ports.map(({ targetPort }) => targetPort) ?? [],
  });
}
