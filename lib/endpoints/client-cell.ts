import { absentCell, envoyCell, notApplicableCell, unknownCell } from "./cells";
import { envoyDifferences, type ClientView } from "./envoy-differences";
import type { EnvoyEndpoint, EnvoyTruth, TruthCell, TruthClient, TruthDifference } from "./model";
import { isOtherFamily } from "./ip-family";
import type { EndpointPair } from "./pair-endpoints";

/** A client's cell of one row, what differs there, and the endpoints that the row accounts for. */
export type ClientCell = {
  readonly cell: TruthCell;
  readonly differences: readonly TruthDifference[];
  readonly taken: readonly EnvoyEndpoint[];
};

/** Clusters whose endpoints istiod sends; Envoy finds those of others by itself. */
export const isAssigned = ({ type }: EnvoyTruth["clusters"][number]) => type === "EDS" || type === "STATIC";

/** One address and port as a client's proxy has it. */
export function clientCell(
  client: TruthClient,
  { slice, shard }: EndpointPair,
  servicePort: number | undefined,
  isIstiodKnown: boolean,
): ClientCell {
  const nothing = { differences: [], taken: [] };
  if (client.envoy.state === "unknown") return { ...nothing, cell: unknownCell };
  const truth = client.envoy.data;
  const address = shard?.address ?? slice?.address;
  const ofPort = (at: number) => servicePort === undefined || at === servicePort;
  const there = truth.endpoints.filter(
    (endpoint) => endpoint.address === address && ofPort(endpoint.servicePort),
  );
  const target = shard?.port ?? slice?.port;
  const exact = there.filter(({ port }) => port === target);
  const found = exact.length > 0 ? exact : servicePort === undefined ? [] : there;
  const clusters = truth.clusters.filter((cluster) => ofPort(cluster.servicePort) && isAssigned(cluster));
  const base = found.find(({ subset }) => subset === "");
  const isElsewhere = shard !== undefined && shard.network !== client.network;
  const inSubsets = found.flatMap(({ subset }) => (subset === "" ? [] : [subset]));
  if (clusters.length === 0 && base === undefined) return { ...nothing, cell: notApplicableCell };
  if (isElsewhere && base === undefined) return { ...nothing, cell: notApplicableCell };
  const view: ClientView = {
    client,
    base,
    hasBase: clusters.some(({ subset }) => subset === ""),
    inSubsets,
    allSubsets: clusters.map(({ subset }) => subset).filter((subset) => subset !== ""),
    shard,
    slice,
    isIstiodKnown,
    isOtherFamily: isOtherFamily(address, truth.endpoints),
  };
  return {
    cell: base === undefined ? absentCell : envoyCell(base, inSubsets),
    differences: envoyDifferences(view),
    taken: found,
  };
}
