export type Labels = Readonly<Record<string, string>>;

/** One value of an instant vector. NaN and infinities come as null: they are no measurement. */
export type Sample = { readonly labels: Labels; readonly timeMs: number; readonly value: number | null };

/** One series of a range query on a fixed grid; null where there was no sample: a gap stays a gap. */
export type Series = {
  readonly labels: Labels;
  readonly values: readonly (number | null)[];
};

/** Series on one grid: `values[i]` belongs to `startMs + i * stepMs`. */
export type SeriesSet = {
  readonly startMs: number;
  readonly stepMs: number;
  readonly points: number;
  readonly series: readonly Series[];
};
