import type { Expr } from "./syntax";
import type { SeriesStorage } from "./storage";
import type { Steps, Value } from "./values";

/** What every part of an evaluation reads, and the notes that it leaves. */
export type EvalContext = {
  readonly query: string;
  readonly storage: SeriesStorage;
  readonly steps: Steps;
  readonly lookbackMs: number;
  /** The interval of subqueries that name none. */
  readonly defaultStepMs: number;
  /** What `@ start()` and `@ end()` mean, also within subqueries. */
  readonly queryStartMs: number;
  readonly queryEndMs: number;
  readonly instant: boolean;
  readonly warnings: Set<string>;
  readonly infos: Set<string>;
  readonly evaluate: (expr: Expr, ctx: EvalContext) => Value;
};
