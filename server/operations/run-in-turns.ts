import { setImmediate as nextTurn } from "node:timers/promises";

/** Runs a generator to its end; after every `blockMs` the event loop gets its turn. */
export async function runInTurns<T>(steps: Generator<unknown, T, undefined>, blockMs = 8): Promise<T> {
  let startMs = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - startMs < blockMs) continue;
    await nextTurn();
    startMs = performance.now();
  }
}
