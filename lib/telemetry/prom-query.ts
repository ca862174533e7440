import type { Sample, SeriesSet } from "@/lib/telemetry/series";

/** One query of a page: `key` names its answer, `purpose` is what the "how was this measured" panel says of it. */
export type PromQuery<Key extends string = string> = {
  readonly key: Key;
  readonly promql: string;
  readonly purpose: string;
};

/** Answers of instant queries by key; an absent key is a query that failed: its part is unknown. */
export type SamplesByKey<Key extends string> = Partial<Readonly<Record<Key, readonly Sample[]>>>;

/** Answers of range queries by key; an absent key is a query that failed: its part is unknown. */
export type SeriesByKey<Key extends string> = Partial<Readonly<Record<Key, SeriesSet>>>;
