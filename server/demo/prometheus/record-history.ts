import type { EpochTraffic, FlowRates, TrafficIdentity } from "@/server/demo/world/traffic-record";
import type { LoadShapes, ScrapeGrid } from "./scrape-grid";

/** One number of a flow's rates: requests, a bucket, a sum. */
export type Measure = { readonly id: string; readonly of: (rates: FlowRates) => number };

const noEpochBefore = new Float64Array(1);

/** What one reporter counted about one label set, over all epochs. */
export class RecordHistory {
  readonly identity: TrafficIdentity;
  /** By epoch; undefined where there was no such traffic. */
  readonly #rates: (ReadonlyMap<number, FlowRates> | undefined)[] = [];
  readonly #before = new Map<string, Float64Array>();
  readonly #seconds: readonly Float64Array[];

  constructor(identity: TrafficIdentity, seconds: readonly Float64Array[]) {
    this.identity = identity;
    this.#seconds = seconds;
  }

  set(epoch: number, rates: ReadonlyMap<number, FlowRates>): void {
    this.#rates[epoch] = rates;
  }

  /** The epoch in which the series appeared. */
  get firstEpoch(): number {
    return this.#rates.findIndex((rates) => rates !== undefined);
  }

  /** The counter's value when each epoch began. */
  #atStart(measure: Measure): Float64Array {
    if (this.#seconds.length === 1) return noEpochBefore;
    const known = this.#before.get(measure.id);
    if (known !== undefined) return known;
    const values = new Float64Array(this.#seconds.length);
    let total = 0;
    for (const [epoch, seconds] of this.#seconds.entries()) {
      values[epoch] = total;
      for (const [flow, rates] of this.#rates[epoch] ?? []) total += measure.of(rates) * (seconds[flow] ?? 0);
    }
    this.#before.set(measure.id, values);
    return values;
  }

  /** The exact counter at each scrape, before it is shared out among pods and cut to whole numbers. */
  valuesOn(grid: ScrapeGrid, measure: Measure): readonly number[] {
    const starts = this.#atStart(measure);
    const values: number[] = [];
    let epoch = -1;
    let terms: { readonly rate: number; readonly since: Float64Array }[] = [];
    for (let index = 0; index < grid.timesMs.length; index += 1) {
      const current = grid.epochs[index] ?? 0;
      if (current !== epoch) {
        epoch = current;
        terms = [...(this.#rates[epoch] ?? [])].flatMap(([flow, rates]) => {
          const since = grid.since[flow];
          return since === undefined ? [] : [{ rate: measure.of(rates), since }];
        });
      }
      let value = starts[epoch] ?? 0;
      for (const term of terms) value += term.rate * (term.since[index] ?? 0);
      values.push(value);
    }
    return values;
  }
}

/** Seconds at mean load that each epoch brought, by epoch and flow; the running epoch has none yet. */
export function secondsOfEpochs(startsMs: readonly number[], shapes: LoadShapes): readonly Float64Array[] {
  return startsMs.map((startMs, epoch) => {
    const endMs = startsMs[epoch + 1];
    return Float64Array.from(shapes, (shape) => (endMs === undefined ? 0 : shape.between(startMs, endMs)));
  });
}

/** The histories of all records, in order of their keys. */
export function historiesOf(
  epochs: readonly EpochTraffic[],
  seconds: readonly Float64Array[],
): Map<string, RecordHistory> {
  const histories = new Map<string, RecordHistory>();
  for (const [epoch, traffic] of epochs.entries())
    for (const [key, record] of traffic) {
      const history = histories.get(key) ?? new RecordHistory(record.identity, seconds);
      histories.set(key, history);
      history.set(epoch, record.rates);
    }
  return histories;
}
