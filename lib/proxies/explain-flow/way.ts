import type { Because } from "@/lib/proxies/explain/answer";
import type {
  FlowEnd,
  FlowStep,
  FlowWay,
  ForkOver,
  Outcome,
  StepDetail,
  StepVerdict,
} from "@/lib/proxies/explain-flow/explanation";
import type { ResourceLink } from "@/lib/proxies/explain-flow/explanation";
import type { Owner } from "@/lib/proxies/provenance";

/** A reason or remark by its code. */
export function because(code: string, values: Because["values"] = {}): Because {
  return { code, values };
}

type StepExtras = {
  readonly notes?: readonly Because[];
  readonly resource?: ResourceLink | undefined;
  readonly owner?: Owner | undefined;
  readonly exits?: readonly FlowEnd[];
};

/** A step with what is usually empty left out. */
export function stepOf(
  detail: StepDetail,
  verdict: StepVerdict,
  says: Because,
  extras: StepExtras = {},
): FlowStep {
  const { notes = [], resource, owner, exits = [] } = extras;
  return {
    ...detail,
    verdict,
    says,
    notes,
    exits,
    ...(resource === undefined ? {} : { resource }),
    ...(owner === undefined ? {} : { owner }),
  };
}

/** What follows some steps: the steps that come after them and where they lead. */
export type Rest = Pick<FlowWay, "steps" | "next"> & {
  /** What all of it depends on: opaque filters and the like. */
  readonly dependsOn?: readonly Because[];
};

export function endWith(outcome: Outcome, steps: readonly FlowStep[] = []): Rest {
  return { steps, next: { kind: "end", outcome } };
}

/** `rest` with `steps` before it. */
export function after(steps: readonly FlowStep[], rest: Rest, dependsOn: readonly Because[] = []): Rest {
  return { ...rest, steps: [...steps, ...rest.steps], dependsOn: [...dependsOn, ...(rest.dependsOn ?? [])] };
}

export type Choice = {
  readonly name: string;
  readonly sharePercent?: number | undefined;
  readonly dependsOn?: readonly Because[];
  readonly rest: Rest;
};

/** One way or a fork of several. */
export function chooseFrom(over: ForkOver, steps: readonly FlowStep[], choices: readonly Choice[]): Rest {
  const [only, ...others] = choices;
  if (only !== undefined && others.length === 0) return after(steps, only.rest, only.dependsOn ?? []);
  return { steps, next: { kind: "fork", over, ways: choices.map(wayOf) } };
}

/** The way of a choice; what it depends on and what its rest depends on stand together. */
export function wayOf({ name, sharePercent, dependsOn = [], rest }: Choice): FlowWay {
  return {
    name,
    dependsOn: distinct([...dependsOn, ...(rest.dependsOn ?? [])]),
    steps: rest.steps,
    next: rest.next,
    ...(sharePercent === undefined ? {} : { sharePercent }),
  };
}

/** Reasons without repetitions, in order. */
export function distinct(reasons: readonly Because[]): readonly Because[] {
  return [...new Map(reasons.map((one) => [JSON.stringify(one), one])).values()];
}
