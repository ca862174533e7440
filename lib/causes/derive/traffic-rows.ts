import type { TrafficRow } from "@/lib/causes/evidence";
import { grpcStatusNames } from "@/lib/causes/flags";
import { flagsFromText } from "@/lib/causes/symptom";
import { hostCovers } from "@/lib/xds/host";
import type { Sample } from "@/lib/telemetry/series";

/** Labels that a query must keep for `trafficRows`. */
export const rowLabels =
  "reporter,source_workload,source_workload_namespace,destination_workload,destination_workload_namespace," +
  "destination_service,destination_service_name,request_protocol,response_code,response_flags,grpc_response_status";

const specials = new Set(["BlackHoleCluster", "PassthroughCluster", "InboundPassthroughCluster", "unknown"]);

const plainName = (name: string) => name.replaceAll("_", "").toLowerCase().replace("cancelled", "canceled");
const grpcNumbers = new Map(grpcStatusNames.map((name, status) => [plainName(name), status]));

/** A gRPC status from its label: the number of Istio's metrics, or the name of access logs (`Unimplemented`); undefined for none. */
function grpcStatusFrom(label: string): number | undefined {
  if (label === "") return undefined;
  return /^\d+$/.test(label) ? Number(label) : grpcNumbers.get(plainName(label));
}

/** Rates by code and flag from samples of `istio_requests_total` or of TCP's counters; nothing at zero. */
export function trafficRows(samples: readonly Sample[]): readonly TrafficRow[] {
  return samples.flatMap(({ labels, value }) => {
    const reporter = labels["reporter"];
    if (value === null || value <= 0) return [];
    if (reporter !== "source" && reporter !== "destination" && reporter !== "waypoint") return [];
    const protocol = labels["request_protocol"];
    const grpcStatus = grpcStatusFrom(labels["grpc_response_status"] ?? "");
    const serviceName = labels["destination_service_name"] ?? "unknown";
    return [
      {
        reporter,
        code: Number(labels["response_code"] ?? 0),
        flags: flagsFromText(labels["response_flags"] ?? "-"),
        ...(grpcStatus === undefined ? {} : { grpcStatus }),
        protocol: protocol === "http" || protocol === "grpc" || protocol === "tcp" ? protocol : "unknown",
        ...(specials.has(serviceName) ? { special: serviceName } : {}),
        host: labels["destination_service"] ?? "unknown",
        destination: `${labels["destination_workload_namespace"] ?? "unknown"}/${labels["destination_workload"] ?? "unknown"}`,
        source: `${labels["source_workload_namespace"] ?? "unknown"}/${labels["source_workload"] ?? "unknown"}`,
        perSecond: value,
      } satisfies TrafficRow,
    ];
  });
}

/** Rows of an edge: to the host, to one of the workloads, or to nothing that a cluster stands for. */
export function rowsOfEdge(
  rows: readonly TrafficRow[],
  ends: {
    readonly source?: string | undefined;
    readonly host?: string | undefined;
    readonly workloads: readonly string[];
    /** Hosts by which a gateway's clients ask for it. */
    readonly publicHosts?: readonly string[];
  },
): readonly TrafficRow[] {
  return rows.filter((row) => {
    if (ends.source !== undefined && row.source !== ends.source) return false;
    if (ends.host === undefined && ends.workloads.length === 0) return true;
    if (row.host === ends.host || ends.workloads.includes(row.destination)) return true;
    if (row.special === undefined || row.special === "InboundPassthroughCluster") return false;
    // Without a route there is no cluster to name the destination by: of the caller, it may be this edge.
    const host = row.host.replace(/:\d+$/, "");
    if ((ends.publicHosts ?? []).some((own) => hostCovers(own, host))) return true;
    return (
      host === "unknown" ||
      host === row.special ||
      (ends.host ?? "").startsWith(`${host}.`) ||
      host === ends.host
    );
  });
}
