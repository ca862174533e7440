import "@/lib/browser-zod";
import { z } from "zod";
import { manifestAsItIs } from "@/lib/config/manifest-schema";
import type { Manifest } from "@/lib/config/manifest";
import type { ObjectRef } from "@/lib/mesh/object-ref";

/** What runs by itself for a while: a canary, or an experiment with faults. */
export const runKinds = ["canary", "fault"] as const;
export type RunKind = (typeof runKinds)[number];

/**
 * `waiting` has written nothing yet (approval, schedule, steady state); `finishing` writes the good end, `reverting`
 * takes everything back and tries until it is done; `ended` has an outcome.
 */
export const runStates = ["waiting", "running", "paused", "finishing", "reverting", "ended"] as const;
export type RunState = (typeof runStates)[number];

/**
 * Canaries end `promoted`, `rolled_back` (by evidence or by the safe path) or `aborted` (by a person); experiments
 * `completed` (their time was up) or `stopped` (before it); `failed` ended without having written anything.
 */
export const runOutcomes = ["promoted", "rolled_back", "aborted", "completed", "stopped", "failed"] as const;
export type RunOutcome = (typeof runOutcomes)[number];

/** A row of the runs' table; the body is the kind's own. */
export type Run<Body> = {
  readonly id: string;
  readonly kind: RunKind;
  readonly cluster: string;
  readonly service: { readonly namespace: string; readonly name: string };
  /** English, one line, for lists and messages: `Canary of shop/cart: v2`. */
  readonly title: string;
  readonly state: RunState;
  readonly outcome?: RunOutcome;
  readonly createdBy: string;
  readonly createdAtMs: number;
  readonly startedAtMs?: number;
  readonly endedAtMs?: number;
  /** Grows by one with every save; a save on an older version fails, so two leaders never both win. */
  readonly version: number;
  readonly body: Body;
};

/** A decision or an act of a run, kept for good with the numbers of its moment. */
export type RunEvent = {
  readonly seq: number;
  readonly atMs: number;
  /** A code with a text in the UI: `started`, `step_entered`, `paused`, `verdict`, … */
  readonly kind: string;
  /** A person's name, or `heddle` for the console itself. */
  readonly actor: string;
  /** What the text names, and the evidence: JSON. */
  readonly data: Readonly<Record<string, unknown>>;
};
export type NewRunEvent = Omit<RunEvent, "seq">;

const refSchema: z.ZodType<ObjectRef> = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  namespace: z.string(),
  name: z.string(),
});

/** An object that a run has written: as it was before the first write, and as the last write left it. */
export type TouchedObject = {
  readonly ref: ObjectRef;
  /** Absent when the run created it. */
  readonly before?: Manifest | undefined;
  /** Absent when the run deleted it. */
  readonly after?: Manifest | undefined;
};
export const touchedObjectSchema: z.ZodType<TouchedObject> = z.object({
  ref: refSchema,
  before: manifestAsItIs.optional(),
  after: manifestAsItIs.optional(),
});

/**
 * A write that was decided and saved before it leaves. After a crash the change with this token tells how far it came:
 * none was made, or it is settled from the cluster's own state.
 */
export const pendingWriteSchema = z.object({
  /** The change's request id. */
  token: z.string(),
  sinceMs: z.number(),
  attempt: z.number().int(),
  /** Not before this time, after a failed attempt. */
  retryAtMs: z.number().optional(),
  /** Words of the last failed attempt. */
  error: z.string().optional(),
});

/** The touched objects with a change's writes added: the first `before` and the last `after` of each. */
export function addTouched(
  touched: readonly TouchedObject[],
  written: readonly TouchedObject[],
  keyOf: (ref: ObjectRef) => string,
): readonly TouchedObject[] {
  const byKey = new Map(touched.map((one) => [keyOf(one.ref), one]));
  for (const one of written) {
    const first = byKey.get(keyOf(one.ref));
    byKey.set(keyOf(one.ref), first === undefined ? one : { ...first, after: one.after });
  }
  return [...byKey.values()];
}
