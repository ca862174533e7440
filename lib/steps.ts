/** Work that comes to its result in steps, between which the one who runs it may pause. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Runs work to its result without a pause. */
export function atOnce<T>(work: Steps<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
