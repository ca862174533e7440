import type { EdgeTraffic, ReportedTraffic } from "@/lib/graph/edge-traffic";
import type { GraphEdge } from "@/lib/graph/model";
import { joinReports } from "@/lib/telemetry/istio/traffic-sum";
import { servedTraffic, type ServedTraffic } from "@/lib/telemetry/served-traffic";

type Parts = {
  readonly id: string;
  readonly sourceId: string;
  readonly destinationId: string;
  readonly parts: readonly EdgeTraffic[];
};

/**
 * One edge out of the traffic between the same two nodes. What was served is decided for each part by itself, because
 * one version may have a sidecar and another none; then the parts add up.
 */
export function edgeFromParts({ id, sourceId, destinationId, parts }: Parts): GraphEdge {
  const protocol = parts[0]?.protocol ?? "http";
  const served = parts.flatMap((part) => servedTraffic(part.reports) ?? []);
  const requests = total(served, (one) => one.requestsPerSecond);
  const errors = total(served, (one) => one.errorsPerSecond);
  const bytes = totalBytes(served);
  const gap = gapOfComparable(parts);
  const mtls = mtlsOfParts(parts, served);
  return {
    id,
    sourceId,
    destinationId,
    protocol,
    ...(protocol === "tcp" || served.length === 0 ? {} : { requestsPerSecond: requests }),
    ...(protocol !== "tcp" && requests > 0 ? { errorRatio: Math.min(1, errors / requests) } : {}),
    ...(bytes === undefined ? {} : { bytesPerSecond: bytes }),
    ...latencyOf(served.map((one) => one.base)),
    reports: joinReports(parts.flatMap((part) => part.reports)),
    ...(gap === undefined ? {} : { reporterGap: gap }),
    ...(mtls === undefined ? {} : { mtlsRatio: mtls }),
    health: { status: "unknown", reasons: [] },
    badges: [],
  };
}

function total(served: readonly ServedTraffic[], of: (one: ServedTraffic) => number): number {
  return served.reduce((sum, one) => sum + of(one), 0);
}

function totalBytes(served: readonly ServedTraffic[]): number | undefined {
  let sum: number | undefined;
  for (const { base } of served) {
    if (base.sentBytesPerSecond === undefined && base.receivedBytesPerSecond === undefined) continue;
    sum = (sum ?? 0) + (base.sentBytesPerSecond ?? 0) + (base.receivedBytesPerSecond ?? 0);
  }
  return sum;
}

type Latency = Pick<GraphEdge, "latencyMsP50" | "latencyMsP95" | "latencyMsP99" | "latencyBound">;

function latencyOf(bases: readonly ReportedTraffic[]): Latency {
  const measured = bases.filter((base) => base.latencyMsP50 !== undefined || base.latencyMsP99 !== undefined);
  const [only] = measured;
  if (only === undefined) return {};
  const largest = (of: (base: ReportedTraffic) => number | undefined): number | undefined => {
    const values = measured.flatMap((base) => of(base) ?? []);
    return values.length === 0 ? undefined : Math.max(...values);
  };
  const p50 = largest((base) => base.latencyMsP50);
  const p95 = largest((base) => base.latencyMsP95);
  const p99 = largest((base) => base.latencyMsP99);
  const joined = measured.length > 1 || only.latencyBound === "upper";
  return {
    ...(p50 === undefined ? {} : { latencyMsP50: p50 }),
    ...(p95 === undefined ? {} : { latencyMsP95: p95 }),
    ...(p99 === undefined ? {} : { latencyMsP99: p99 }),
    ...(joined ? { latencyBound: "upper" as const } : {}),
  };
}

/** The reporters' gap over those parts only that both sides reported: a fault that met no server is no gap. */
function gapOfComparable(parts: readonly EdgeTraffic[]): number | undefined {
  let source = 0;
  let server = 0;
  for (const part of parts) {
    const served = servedTraffic(part.reports);
    if (served?.reporterGap === undefined) continue;
    server += served.base.requestsPerSecond;
    source += part.reports.find((report) => report.reporter === "source")?.requestsPerSecond ?? 0;
  }
  const larger = Math.max(source, server);
  return larger > 0 ? Math.abs(source - server) / larger : undefined;
}

function mtlsOfParts(parts: readonly EdgeTraffic[], served: readonly ServedTraffic[]): number | undefined {
  let weightTotal = 0;
  let secure = 0;
  for (const part of parts) {
    if (part.mtlsRatio === undefined) continue;
    const base = served.find((one) => part.reports.includes(one.base))?.base;
    const weight =
      part.protocol === "tcp"
        ? (base?.sentBytesPerSecond ?? 0) + (base?.receivedBytesPerSecond ?? 0)
        : (base?.requestsPerSecond ?? 0);
    weightTotal += weight;
    secure += part.mtlsRatio * weight;
  }
  return weightTotal > 0 ? secure / weightTotal : undefined;
}
