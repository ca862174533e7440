import type { CanaryDecision } from "@/lib/canaries/decision";
import type { CanaryEventKind } from "@/lib/canaries/event-kinds";
import type { CanaryBody, CanaryRun } from "@/lib/canaries/run";

/** Whoever acts when no person does. */
export const consoleActor = "heddle";

/** A decision in the making. */
export type Draft = CanaryDecision;

/** The draft with a part of its run's body replaced; `undefined` takes a field away. */
export function withBody(
  draft: Draft,
  change: { [Field in keyof CanaryBody]?: CanaryBody[Field] | undefined },
): Draft {
  const body = Object.fromEntries(
    Object.entries({ ...draft.run.body, ...change }).filter(([, value]) => value !== undefined),
  ) as CanaryBody;
  return { ...draft, run: { ...draft.run, body } };
}

/** The draft with a part of its run's row replaced. */
export function withRun(draft: Draft, change: Partial<Omit<CanaryRun, "body">>): Draft {
  return { ...draft, run: { ...draft.run, ...change } };
}

/** The draft with one more event. */
export function withEvent(
  draft: Draft,
  event: {
    readonly kind: CanaryEventKind;
    readonly atMs: number;
    readonly actor?: string;
    readonly data?: Readonly<Record<string, unknown>>;
  },
): Draft {
  const { kind, atMs, actor = consoleActor, data = {} } = event;
  return { ...draft, events: [...draft.events, { kind, atMs, actor, data }] };
}
