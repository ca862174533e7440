import type { Labels } from "@/lib/telemetry/series";
import type { Matcher } from "./matcher";

/** Samples in order of time. Series of one scrape grid may share their `timesMs`. */
export type Samples = {
  readonly timesMs: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  /** 1 where the sample is a staleness marker. */
  readonly stale?: ArrayLike<number>;
};

export type StoredSeries = {
  readonly labels: Labels;
  /** Computed when asked: most series of a selection are looked at once. */
  readonly samples: () => Samples;
};

/** What the evaluator reads. The label objects of a series should be the same ones from call to call. */
export interface SeriesStorage {
  /**
   * Series that pass every matcher, with their samples of fromMs < t <= toMs. `keep` names the only labels that the
   * caller will look at: label sets may come reduced to them, which spares making the others.
   */
  select(
    matchers: readonly Matcher[],
    fromMs: number,
    toMs: number,
    keep?: readonly string[],
  ): Iterable<StoredSeries>;
}
