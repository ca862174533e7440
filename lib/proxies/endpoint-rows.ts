import { atOnce, type Steps } from "@/lib/steps";
import type { DumpEntry } from "./dump/entry";
import { endpointSteps, type Endpoint, type LiveCounters } from "./endpoint";
import type { RowHead } from "./section-rows";

/** An endpoint as it is configured; `name` is its cluster's. */
export type EndpointRow = RowHead &
  Pick<Endpoint, "address" | "configuredHealth" | "locality" | "priority" | "weight" | "hostname"> & {
    /** `namespace/name`, "" where Istio stamped none. */
    readonly workload: string;
  };

/** What is known of an endpoint only while Envoy runs. */
export type LiveEndpoint = {
  readonly counters: LiveCounters;
  readonly faults: readonly string[];
  /** As EDS said, in Envoy's word. */
  readonly edsHealth?: string;
  readonly hostname?: string;
  /** `namespace/name` of the pod with this address. */
  readonly pod?: string;
};

/** A row for each endpoint of a load assignment. */
export function endpointRowsFromEntry(entry: DumpEntry, value: unknown): readonly EndpointRow[] {
  return atOnce(endpointRowSteps(entry, value));
}

/** The same rows in steps between which a caller may pause: a Service may have tens of thousands of endpoints. */
export function* endpointRowSteps(entry: DumpEntry, value: unknown): Steps<readonly EndpointRow[]> {
  const rows: EndpointRow[] = [];
  for (const endpoint of yield* endpointSteps(entry, value)) {
    rows.push(endpointRow(endpoint, rows.length));
    yield undefined;
  }
  return rows;
}

/** An endpoint's row; `index` tells equal addresses of one cluster apart. */
export function endpointRow(endpoint: Endpoint, index: number): EndpointRow {
  const { id, cluster, states, address, locality, priority, weight, workload, hostname } = endpoint;
  return {
    key: `${id}#${index}`,
    id,
    name: cluster,
    states,
    address,
    configuredHealth: endpoint.configuredHealth,
    locality,
    priority,
    workload:
      workload === undefined || workload.workload === "" ? "" : `${workload.namespace}/${workload.workload}`,
    ...(weight === undefined ? {} : { weight }),
    ...(hostname === undefined ? {} : { hostname }),
  };
}
