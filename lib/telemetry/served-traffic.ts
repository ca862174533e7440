import type { ReportedTraffic, Reporter } from "@/lib/graph/edge-traffic";

/** The one view of traffic that two reporters saw. */
export type ServedTraffic = {
  /** Whose report the figures are based on. */
  readonly reporter: Reporter;
  readonly requestsPerSecond: number;
  readonly errorsPerSecond: number;
  /** 0 to 1; undefined without requests. */
  readonly errorRatio?: number;
  readonly byClass: Readonly<Record<string, number>>;
  /** Failures that never reached the server: faults, no route, no healthy endpoint, refused connections. */
  readonly clientOnlyErrorsPerSecond: number;
  /** |source − server| / larger of both, 0 to 1; undefined unless both sides reported requests. */
  readonly reporterGap?: number;
  readonly base: ReportedTraffic;
};

const preference: readonly Reporter[] = ["destination", "waypoint", "source"];

/** The report to base figures on: the server side's, because it is what was really served. undefined for none. */
export function preferredReport(reports: readonly ReportedTraffic[]): ReportedTraffic | undefined {
  for (const reporter of preference) {
    const found = reports.find((report) => report.reporter === reporter);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * What was served, plus the failures that only callers saw: errors that the source counted beyond those that the
 * server counted are added to requests and errors, so that an injected fault or a refused connection is not hidden by
 * a healthy server. Reports are never summed otherwise: both sides count the same request. undefined for no report.
 */
export function servedTraffic(reports: readonly ReportedTraffic[]): ServedTraffic | undefined {
  const base = preferredReport(reports);
  if (base === undefined) return undefined;
  const source = reports.find((report) => report.reporter === "source");
  const clientOnly =
    source === undefined || source === base ? 0 : Math.max(0, source.errorsPerSecond - base.errorsPerSecond);
  const requests = base.requestsPerSecond + clientOnly;
  const errors = base.errorsPerSecond + clientOnly;
  const gap = source === undefined || source === base ? undefined : relativeGap(source, base);
  return {
    reporter: base.reporter,
    requestsPerSecond: requests,
    errorsPerSecond: errors,
    ...(requests > 0 ? { errorRatio: Math.min(1, errors / requests) } : {}),
    byClass:
      clientOnly > 0 && source !== undefined ? withClientErrors(base, source, clientOnly) : base.byClass,
    clientOnlyErrorsPerSecond: clientOnly,
    ...(gap === undefined ? {} : { reporterGap: gap }),
    base,
  };
}

function relativeGap(a: ReportedTraffic, b: ReportedTraffic): number | undefined {
  const larger = Math.max(a.requestsPerSecond, b.requestsPerSecond);
  return larger > 0 ? Math.abs(a.requestsPerSecond - b.requestsPerSecond) / larger : undefined;
}

/** Spreads the client-only failures over the error classes in which the source counted more than the server. */
function withClientErrors(
  base: ReportedTraffic,
  source: ReportedTraffic,
  clientOnly: number,
): Record<string, number> {
  const surplus = ["5xx", "none", "grpc-error"].map(
    (name) => [name, Math.max(0, (source.byClass[name] ?? 0) - (base.byClass[name] ?? 0))] as const,
  );
  const total = surplus.reduce((sum, [, value]) => sum + value, 0);
  const classes: Record<string, number> = { ...base.byClass };
  if (total === 0) return classes;
  for (const [name, value] of surplus) {
    if (value > 0) classes[name] = (classes[name] ?? 0) + (value / total) * clientOnly;
  }
  return classes;
}
