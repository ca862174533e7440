const unitUs: Readonly<Record<string, number>> = {
  us: 1,
  µs: 1,
  μs: 1,
  ms: 1000,
  s: 1_000_000,
  m: 60_000_000,
  min: 60_000_000,
  h: 3_600_000_000,
};

/** µs of `1.5s`, `250 ms`, `1m30s`; undefined when it is no duration or has no unit. */
export function durationUsFromText(text: string): number | undefined {
  const compact = text.replaceAll(/\s+/g, "").toLowerCase();
  if (!/^(\d+(\.\d+)?(us|µs|μs|ms|s|min|m|h))+$/.test(compact)) return undefined;
  let totalUs = 0;
  for (const [, value, unit] of compact.matchAll(/(\d+(?:\.\d+)?)(us|µs|μs|ms|s|min|m|h)/g)) {
    totalUs += Number(value) * (unitUs[unit ?? ""] ?? 0);
  }
  return Number.isSafeInteger(Math.round(totalUs)) ? Math.round(totalUs) : undefined;
}

/** The shortest exact text in one unit: `250ms`, `1500us`; also a Go duration, as Jaeger's API takes it. */
export function textFromDurationUs(durationUs: number): string {
  if (durationUs > 0 && durationUs % 1_000_000 === 0) return `${durationUs / 1_000_000}s`;
  if (durationUs > 0 && durationUs % 1000 === 0) return `${durationUs / 1000}ms`;
  return `${durationUs}us`;
}
