import { absentCell, envoyCell, notApplicableCell, unknownCell } from "./cells";
import { isAssigned } from "./client-cell";
import { envoyDifferences, type ClientView } from "./envoy-differences";
import type { EnvoyEndpoint, TruthCell, TruthClient, TruthInput, TruthRow } from "./model";

/** What a proxy has and neither istiod nor Kubernetes: left over, or the gateway of another network. */
export function leftOverRows(
  input: TruthInput,
  client: TruthClient,
  index: number,
  used: ReadonlySet<EnvoyEndpoint>,
): readonly TruthRow[] {
  const { istiod, kubernetes, service } = input;
  if (client.envoy.state === "unknown") return [];
  const { clusters, endpoints } = client.envoy.data;
  const assigned = new Set(clusters.filter(isAssigned).map(({ name }) => name));
  const goesThroughGateway =
    istiod.state === "known" && istiod.data.endpoints.some(({ network }) => network !== client.network);
  // Nothing is left over of what nobody knows, nor while another network's gateway stands for its endpoints.
  const isCompared =
    !goesThroughGateway &&
    (istiod.state === "known" ? !istiod.data.isUnheardOf : kubernetes.state === "known");
  return endpoints
    .filter((endpoint) => endpoint.subset === "" && !used.has(endpoint))
    .map((endpoint): TruthRow => {
      const isOwn = assigned.has(endpoint.cluster);
      const view: ClientView = {
        client,
        base: endpoint,
        hasBase: true,
        inSubsets: [],
        allSubsets: [],
        shard: undefined,
        slice: undefined,
        isIstiodKnown: istiod.state === "known",
        isOtherFamily: false,
      };
      return {
        key: `${endpoint.address} ${endpoint.port} ${endpoint.servicePort} envoy`,
        address: endpoint.address,
        port: endpoint.port,
        servicePort: endpoint.servicePort,
        portName: service.ports.find(({ port }) => port === endpoint.servicePort)?.name ?? "",
        subsets: [],
        kubernetes: absentWhereKnown(kubernetes.state === "known" && service.kind === "service", kubernetes),
        istiod: absentWhereKnown(istiod.state === "known", istiod),
        envoys: input.clients.map((other, at) => (at === index ? envoyCell(endpoint, []) : elsewhere(other))),
        differences: isOwn && isCompared ? envoyDifferences(view) : [],
      };
    });
}

function absentWhereKnown(isKnown: boolean, told: { readonly state: "known" | "unknown" }): TruthCell {
  if (isKnown) return absentCell;
  return told.state === "known" ? notApplicableCell : unknownCell;
}

const elsewhere = ({ envoy }: TruthClient): TruthCell =>
  envoy.state === "unknown" ? unknownCell : absentCell;

/** The same left-over endpoint of several proxies is one row. */
export function mergedRows(rows: readonly TruthRow[]): readonly TruthRow[] {
  const byKey = new Map<string, TruthRow>();
  for (const row of rows) {
    const known = byKey.get(row.key);
    byKey.set(
      row.key,
      known === undefined
        ? row
        : {
            ...known,
            envoys: known.envoys.map((cell, at) =>
              cell.state === "absent" ? (row.envoys[at] ?? cell) : cell,
            ),
            differences: [...known.differences, ...row.differences],
          },
    );
  }
  return [...byKey.values()];
}
