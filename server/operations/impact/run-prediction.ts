import { setImmediate as nextTurn } from "node:timers/promises";
import type { Prediction, PredictionStep, PredictionSteps } from "@/lib/impact/predict";

/** Others wait for no longer than this and one piece. */
const turnMs = 12;
const budgetMs = 1500;
/** Until when of the budget a part may run, so that the ones after it get their share. */
const shareUntil: Readonly<Record<PredictionStep["part"], number>> = {
  "proxy classes": 0.7,
  "call chains": 0.85,
  "sampled requests": 1,
};

/**
 * Takes the steps to their end without holding up other requests, and ends parts that the time budget has no room for.
 * `clockMs` only has to go forward. Throws the signal's reason when the reader left.
 */
export async function runPrediction(
  steps: PredictionSteps,
  { signal, clockMs }: { readonly signal: AbortSignal; readonly clockMs: () => number },
): Promise<Prediction> {
  let turnStartMs = clockMs();
  let startMs: number | undefined;
  let isOver = false;
  for (let next = steps.next(isOver); ; next = steps.next(isOver)) {
    if (next.done === true) return next.value;
    let nowMs = clockMs();
    if (nowMs - turnStartMs >= turnMs) {
      await nextTurn();
      nowMs = clockMs();
      turnStartMs = nowMs;
    }
    signal.throwIfAborted();
    // What has to be known before the first piece is not the pieces' fault.
    startMs ??= nowMs;
    isOver = nowMs - startMs > budgetMs * shareUntil[next.value.part];
  }
}
