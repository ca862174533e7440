type NumberFunction = (value: number, a: number, b: number) => number;

/** Rounds half up, also for negative numbers, as Prometheus does. */
function roundTo(value: number, nearest: number): number {
  const inverse = 1 / nearest;
  return Math.floor(value * inverse + 0.5) / inverse;
}

const clamp: NumberFunction = (value, low, high) =>
  Number.isNaN(low) || Number.isNaN(high) ? Number.NaN : Math.max(low, Math.min(high, value));

const date =
  (part: (date: Date) => number): NumberFunction =>
  (seconds) =>
    Number.isFinite(seconds) ? part(new Date(Math.floor(seconds) * 1000)) : Number.NaN;

const dayMs = 86_400_000;

/** Functions that change each value by itself. A missing second argument comes as NaN. */
export const vectorFunctions: ReadonlyMap<string, NumberFunction> = new Map<string, NumberFunction>([
  ["abs", (value) => Math.abs(value)],
  ["ceil", (value) => Math.ceil(value)],
  ["floor", (value) => Math.floor(value)],
  ["exp", (value) => Math.exp(value)],
  ["ln", (value) => Math.log(value)],
  ["log2", (value) => Math.log2(value)],
  ["log10", (value) => Math.log10(value)],
  ["sqrt", (value) => Math.sqrt(value)],
  ["sgn", (value) => Math.sign(value)],
  ["round", (value, nearest) => roundTo(value, nearest)],
  ["clamp", clamp],
  ["clamp_min", (value, low) => clamp(value, low, Number.POSITIVE_INFINITY)],
  ["clamp_max", (value, high) => clamp(value, Number.NEGATIVE_INFINITY, high)],
  ["minute", date((day) => day.getUTCMinutes())],
  ["hour", date((day) => day.getUTCHours())],
  ["day_of_week", date((day) => day.getUTCDay())],
  ["day_of_month", date((day) => day.getUTCDate())],
  [
    "day_of_year",
    date((day) => Math.floor((day.getTime() - Date.UTC(day.getUTCFullYear(), 0, 1)) / dayMs) + 1),
  ],
  [
    "days_in_month",
    date((day) => new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate()),
  ],
  ["month", date((day) => day.getUTCMonth() + 1)],
  ["year", date((day) => day.getUTCFullYear())],
]);
