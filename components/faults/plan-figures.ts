/** A figure and its unit stay on one line. */
const nbsp = "\u00a0";

/** A percentage that a person set, as it was set: `20%`, `0.5%`; "—" while it is half typed. */
export function exactPercent(percent: number | null | undefined): string {
  return isNumber(percent) ? `${Number(percent.toFixed(4))}%` : "—";
}

/** A time that a person set, in the largest unit that needs no more than two decimals: `500 ms`, `1.5 s`. */
export function exactTime(timeMs: number | null | undefined): string {
  if (!isNumber(timeMs)) return "—";
  if (timeMs < 1000) return `${Number(timeMs.toFixed(2))}${nbsp}ms`;
  if (timeMs < 60_000) return timeMs % 10 === 0 ? `${timeMs / 1000}${nbsp}s` : `${timeMs}${nbsp}ms`;
  return timeMs % 600 === 0 ? `${timeMs / 60_000}${nbsp}min` : `${timeMs / 1000}${nbsp}s`;
}

/** A span in whole seconds without parts that are zero: `5 min`, `1 min 40 s`, `1 h`. */
export function spanText(spanMs: number | null | undefined): string {
  if (!isNumber(spanMs)) return "—";
  const seconds = Math.max(0, Math.round(spanMs / 1000));
  const parts = [
    [Math.floor(seconds / 3600), "h"],
    [Math.floor((seconds % 3600) / 60), "min"],
    [seconds % 60, "s"],
  ] as const;
  const shown = parts.filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount}${nbsp}${unit}`);
  return shown.length === 0 ? `0${nbsp}s` : shown.join(" ");
}

/** A measured share of 0 to 1 with the decimals that tell it from its neighbours. */
export function shareText(share: number | undefined): string {
  if (share === undefined || !Number.isFinite(share)) return "—";
  const percent = share * 100;
  return `${percent.toFixed(percent !== 0 && percent < 1 ? 2 : 1)}%`;
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
