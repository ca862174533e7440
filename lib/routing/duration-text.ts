import { IntentError } from "@/lib/changes/intent-module";
import { parseDurationMs } from "@/lib/xds/duration";

/** A duration as protobuf's JSON has it: `7s`, `0.25s`. */
export function istioDuration(ms: number): string {
  return `${ms / 1000}s`;
}

/** A duration as Gateway API takes it: whole parts of at most five digits. */
export function gatewayDuration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const rest = ms % 1000;
  return `${seconds > 0 ? `${seconds}s` : ""}${rest > 0 || seconds === 0 ? `${rest}ms` : ""}`;
}

/**
 * Milliseconds of a duration in a manifest; undefined when it is absent or zero. Throws IntentError (`duration`) for
 * what is none, or is no whole number of milliseconds.
 */
export function readDurationMs(value: unknown, field: string): number | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  const parsed = typeof value === "string" ? parseDurationMs(value) : undefined;
  const ms = parsed === undefined ? undefined : Math.round(parsed * 1e6) / 1e6;
  if (ms === undefined || !Number.isInteger(ms)) {
    throw new IntentError(`${field}: ${String(value)} is no time in whole milliseconds`, {
      field,
      reason: "duration",
    });
  }
  return ms === 0 ? undefined : ms;
}
