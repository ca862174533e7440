import type { ReportedTraffic, Reporter } from "@/lib/graph/edge-traffic";
import { isErrorClass, responseClass } from "@/lib/telemetry/istio/response-class";
import type { Labels } from "@/lib/telemetry/series";

const latencyKeys = ["latencyMsP50", "latencyMsP95", "latencyMsP99"] as const;
export type LatencyKey = (typeof latencyKeys)[number];

type TcpKey = "sentBytesPerSecond" | "receivedBytesPerSecond" | "connectionsPerSecond";

/** A report while its series are being added up. Not pure; lives inside one mapping only. */
export type TrafficSum = {
  readonly reporter: Reporter;
  requestsPerSecond: number;
  errorsPerSecond: number;
  readonly byClass: Record<string, number>;
  readonly byFlag: Record<string, number>;
  readonly tcp: Partial<Record<TcpKey, number>>;
  readonly latency: Partial<Record<LatencyKey, number>>;
  /** More than one joined series gave a quantile. */
  latencyJoined: boolean;
};

/** An empty sum for one reporter. */
export function emptySum(reporter: Reporter): TrafficSum {
  return {
    reporter,
    requestsPerSecond: 0,
    errorsPerSecond: 0,
    byClass: {},
    byFlag: {},
    tcp: {},
    latency: {},
    latencyJoined: false,
  };
}

function add(record: Record<string, number>, key: string, value: number): void {
  record[key] = (record[key] ?? 0) + value;
}

/** Adds one series of `istio_requests_total`. Several flags of one response ("UF,URX") each count in full. */
export function addRequests(sum: TrafficSum, labels: Labels, requestsPerSecond: number): void {
  const name = responseClass(labels);
  sum.requestsPerSecond += requestsPerSecond;
  if (isErrorClass(name)) sum.errorsPerSecond += requestsPerSecond;
  add(sum.byClass, name, requestsPerSecond);
  for (const flag of (labels.response_flags ?? "").split(",")) {
    if (flag !== "" && flag !== "-") add(sum.byFlag, flag, requestsPerSecond);
  }
}

/** Adds one TCP series. */
export function addTcp(sum: TrafficSum, key: TcpKey, perSecond: number): void {
  sum.tcp[key] = (sum.tcp[key] ?? 0) + perSecond;
}

/** Joins one latency quantile, in ms: the largest is kept, see `latencyBound`. */
export function joinLatency(sum: TrafficSum, key: LatencyKey, ms: number): void {
  const present = sum.latency[key];
  if (present !== undefined) sum.latencyJoined = true;
  sum.latency[key] = present === undefined ? ms : Math.max(present, ms);
}

/** The finished report. */
export function reportFromSum(sum: TrafficSum): ReportedTraffic {
  return {
    reporter: sum.reporter,
    requestsPerSecond: sum.requestsPerSecond,
    errorsPerSecond: sum.errorsPerSecond,
    byClass: sum.byClass,
    byFlag: sum.byFlag,
    ...sum.tcp,
    ...sum.latency,
    ...(sum.latencyJoined ? { latencyBound: "upper" as const } : {}),
  };
}

/** One report per reporter out of the reports of several edges; rates add up, quantiles join. */
export function joinReports(all: readonly ReportedTraffic[]): readonly ReportedTraffic[] {
  if (new Set(all.map((report) => report.reporter)).size === all.length) return all;
  const sums = new Map<Reporter, TrafficSum>();
  for (const report of all) {
    const sum = sums.get(report.reporter) ?? emptySum(report.reporter);
    sums.set(report.reporter, sum);
    addReport(sum, report);
  }
  return [...sums.values()].map(reportFromSum);
}

function addReport(sum: TrafficSum, report: ReportedTraffic): void {
  sum.requestsPerSecond += report.requestsPerSecond;
  sum.errorsPerSecond += report.errorsPerSecond;
  for (const [name, value] of Object.entries(report.byClass)) add(sum.byClass, name, value);
  for (const [name, value] of Object.entries(report.byFlag)) add(sum.byFlag, name, value);
  for (const key of ["sentBytesPerSecond", "receivedBytesPerSecond", "connectionsPerSecond"] as const) {
    const value = report[key];
    if (value !== undefined) addTcp(sum, key, value);
  }
  for (const key of latencyKeys) {
    const value = report[key];
    if (value !== undefined) joinLatency(sum, key, value);
  }
  if (report.latencyBound === "upper") sum.latencyJoined = true;
}
