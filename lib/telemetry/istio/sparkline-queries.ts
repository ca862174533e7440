import type { PromQuery } from "@/lib/telemetry/prom-query";
import { promDuration } from "@/lib/telemetry/rate-window";
import { directionSelectors, type SignalRequest } from "@/lib/telemetry/istio/signal-queries";
import {
  subjectFromLabels,
  subjectKey,
  subjectLabels,
  type SignalDirection,
  type SignalSubjectKind,
} from "@/lib/telemetry/istio/signal-subject";
import { reporterFromLabels } from "@/lib/telemetry/istio/labels";
import { rateOfAny } from "@/lib/telemetry/istio/selector";
import { clusterNaming } from "@/lib/telemetry/istio/traffic-peer";
import type { SeriesByKey } from "@/lib/telemetry/prom-query";

export type SparklineKey = "requests" | "errors";

/** What makes a request an error, as a selector; the same rule as `isErrorClass`. */
const errorMatchers = [
  [{ label: "response_code", op: "=~", value: "5..|0|" }],
  [
    { label: "response_code", op: "=~", value: "4.." },
    { label: "request_protocol", op: "=", value: "grpc" },
  ],
  [
    { label: "grpc_response_status", op: "!~", value: "0|" },
    { label: "request_protocol", op: "=", value: "grpc" },
  ],
] as const;

/**
 * Two range queries for small charts of every subject of a kind: requests/s and errors/s, every reporter apart.
 * Feed the answers to `sparklinesFromSeries`.
 */
export function sparklineQueries(request: SignalRequest): readonly PromQuery<SparklineKey>[] {
  const selectors = directionSelectors(request.scope, request.direction);
  const labels = `reporter,${subjectLabels(request.kind, request.direction).join(",")}`;
  const window = promDuration(request.windowMs);
  const failing = selectors.flatMap((selector) =>
    errorMatchers.map((matchers) => [...selector, ...matchers]),
  );
  return [
    {
      key: "requests",
      promql: `sum by (${labels}) (${rateOfAny("istio_requests_total", selectors, window)})`,
      purpose: `request rates by ${request.kind} over time`,
    },
    {
      key: "errors",
      promql: `sum by (${labels}) (${rateOfAny("istio_requests_total", failing, window)})`,
      purpose: `errors by ${request.kind} over time`,
    },
  ];
}

export type SubjectSparklines = {
  readonly requestsPerSecond?: readonly (number | null)[];
  readonly errorsPerSecond?: readonly (number | null)[];
};

/** Values by `subjectKey`, each subject from one reporter: the server's when it reported, else the caller's. */
export function sparklinesFromSeries(
  sets: SeriesByKey<SparklineKey>,
  kind: SignalSubjectKind,
  direction: SignalDirection,
  cluster: string,
): ReadonlyMap<string, SubjectSparklines> {
  const naming = clusterNaming(
    cluster,
    (sets.requests?.series ?? []).map((series) => ({ labels: series.labels, timeMs: 0, value: null })),
  );
  const rank = { destination: 0, waypoint: 1, source: 2 } as const;
  const chosen = new Map<string, number>();
  const result = new Map<string, SubjectSparklines>();
  for (const key of ["requests", "errors"] as const) {
    for (const series of sets[key]?.series ?? []) {
      const subject = subjectFromLabels(series.labels, kind, direction, naming);
      const reporter = reporterFromLabels(series.labels);
      if (subject === undefined || reporter === undefined) continue;
      const id = subjectKey(subject);
      const best = chosen.get(id) ?? 3;
      if (key === "errors" ? rank[reporter] !== best : rank[reporter] >= best) continue;
      chosen.set(id, rank[reporter]);
      const present = key === "requests" ? {} : result.get(id);
      result.set(id, {
        ...present,
        [key === "requests" ? "requestsPerSecond" : "errorsPerSecond"]: series.values,
      });
    }
  }
  return result;
}
