export type MeasureUnit = "rps" | "ratio" | "ms" | "bytes" | "bps" | "count" | "percent";

/** How an unknown figure is drawn. Never "0". */
export const unknownText = "—";

/** Below this a figure is told as smaller than it: more digits would not be read. */
const least = 0.0001;

function short(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < least) return value < 0 ? `>-${least}` : `<${least}`;
  // Two digits that say something: a request every few minutes stays apart from one in an hour.
  if (size < 0.01) return String(Number(value.toPrecision(2)));
  if (size < 1) return value.toFixed(2);
  if (size < 100) return value.toFixed(1);
  return Math.round(value).toString();
}

function scaled(value: number, base: number, suffixes: readonly string[]): string {
  let rest = value;
  let index = 0;
  while (Math.abs(rest) >= base && index < suffixes.length - 1) {
    rest /= base;
    index += 1;
  }
  return `${index === 0 ? short(rest) : rest.toFixed(Math.abs(rest) < 100 ? 1 : 0)}${suffixes[index] ?? ""}`;
}

function percent(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0%";
  if (size < 0.01) return "<0.01%";
  if (size < 1) return `${value.toFixed(2)}%`;
  return `${value.toFixed(size < 99.95 && size !== 100 ? 1 : 0)}%`;
}

function milliseconds(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0 ms";
  if (size < 1) return `${value.toFixed(2)} ms`;
  if (size < 100) return `${value.toFixed(1)} ms`;
  if (size < 1000) return `${Math.round(value)} ms`;
  if (size < 60_000) return `${(value / 1000).toFixed(2)} s`;
  return `${(value / 60_000).toFixed(1)} min`;
}

/**
 * `value` with its unit, short enough for a table cell: "12.4 /s", "0.35%", "87.0 ms", "1.2 MB". `ratio` is 0 to 1,
 * `percent` is 0 to 100. undefined, null and NaN are unknown and come as "—".
 */
export function formatMeasure(value: number | null | undefined, unit: MeasureUnit): string {
  if (value === undefined || value === null || !Number.isFinite(value)) return unknownText;
  switch (unit) {
    case "rps":
      return `${scaled(value, 1000, ["", "k", "M"])} /s`;
    case "ratio":
      return percent(value * 100);
    case "percent":
      return percent(value);
    case "ms":
      return milliseconds(value);
    case "bytes":
      return scaled(value, 1024, [" B", " KB", " MB", " GB", " TB"]);
    case "bps":
      return scaled(value, 1024, [" B/s", " KB/s", " MB/s", " GB/s"]);
    case "count":
      return Number.isInteger(value) && Math.abs(value) < 100_000
        ? value.toLocaleString("en-US")
        : scaled(value, 1000, ["", "k", "M", "G"]);
  }
}
