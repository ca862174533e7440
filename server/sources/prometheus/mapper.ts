import type { Labels, Sample, Series, SeriesSet } from "@/lib/telemetry/series";
import type { TimeSpan } from "@/lib/time-range";
import type { WireInstant, WireMatrix, WireSample } from "./wire";

/** A value that is a measurement; NaN and infinities are none. */
export function valueFromWire(text: string): number | null {
  const value = Number(text);
  return text !== "" && Number.isFinite(value) ? value : null;
}

const sampleFrom = (labels: Labels, [seconds, text]: WireSample): Sample => ({
  labels,
  timeMs: Math.round(seconds * 1000),
  value: valueFromWire(text),
});

/** Samples of an instant answer, and how many native histograms had no single value and were left out. */
export function samplesFromWire(data: WireInstant): { samples: Sample[]; histograms: number } {
  if (data.resultType === "scalar") return { samples: [sampleFrom({}, data.result)], histograms: 0 };
  if (data.resultType === "string") return { samples: [], histograms: 0 };
  const samples: Sample[] = [];
  let histograms = 0;
  for (const series of data.result) {
    const last = "value" in series ? series.value : "values" in series ? series.values?.at(-1) : undefined;
    if (last !== undefined) samples.push(sampleFrom(series.metric, last));
    else if (hasHistogram(series)) histograms += 1;
  }
  return { samples, histograms };
}

/** Number of points of the grid that a range query is evaluated on. */
export function pointsOf(span: TimeSpan, stepMs: number): number {
  return Math.floor((span.endMs - span.startMs) / stepMs) + 1;
}

/** Series laid on the grid; a point without a sample stays null. */
export function seriesFromWire(
  data: WireMatrix,
  span: TimeSpan,
  stepMs: number,
): { set: SeriesSet; histograms: number } {
  const points = pointsOf(span, stepMs);
  const series: Series[] = [];
  let histograms = 0;
  for (const { metric, values, ...rest } of data.result) {
    if (values === undefined || values.length === 0) {
      if (hasHistogram(rest)) histograms += 1;
      continue;
    }
    const grid: (number | null)[] = Array.from({ length: points }, () => null);
    for (const [seconds, text] of values) {
      const index = Math.round((seconds * 1000 - span.startMs) / stepMs);
      if (index >= 0 && index < points) grid[index] = valueFromWire(text);
    }
    series.push({ labels: metric, values: grid });
  }
  return { set: { startMs: span.startMs, stepMs, points, series }, histograms };
}

function hasHistogram(series: object): boolean {
  return (
    ("histogram" in series && series.histogram !== undefined) ||
    ("histograms" in series && series.histograms !== undefined)
  );
}
