const unitMs: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 0.001,
  µs: 0.001,
  ns: 0.000_001,
};

/**
 * Milliseconds of a Go or protobuf duration (`1.5s`, `100ms`, `1h2m`); undefined when `text` is none.
 * Source: Go's time.ParseDuration, which istiod uses. A bare "0" is zero.
 */
export function parseDurationMs(text: string): number | undefined {
  if (text === "0") return 0;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|us|µs|ns|h|m|s)/gy)];
  if (parts.length === 0 || parts.reduce((sum, part) => sum + part[0].length, 0) !== text.length)
    return undefined;
  return parts.reduce((sum, [, amount = "0", unit = "s"]) => sum + Number(amount) * (unitMs[unit] ?? 0), 0);
}

/** A duration as protobuf's JSON prints it: `0s`, `7s`, `1.500s`. */
export function printProtoDuration(ms: number): string {
  if (Number.isInteger(ms / 1000)) return `${ms / 1000}s`;
  return `${(ms / 1000).toFixed(ms % 1 === 0 ? 3 : 6)}s`;
}
