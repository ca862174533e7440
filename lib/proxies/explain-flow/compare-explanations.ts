import type { Explanation, FlowStep, FlowWay } from "@/lib/proxies/explain-flow/explanation";
import {
  endText,
  factsOfStep,
  stepFactNames,
  type StepFactName,
} from "@/lib/proxies/explain-flow/step-facts";

export type DifferingFact = {
  readonly name: StepFactName;
  /** "" where that side has none. */
  readonly left: string;
  readonly right: string;
};

/** A step of one side beside that of the other; absent where a side's way has no such step. */
export type StepPair = {
  /** Names of the ways that lead here, of the forks before it. */
  readonly within: readonly string[];
  readonly left?: FlowStep;
  readonly right?: FlowStep;
  /** Empty where both do the same. */
  readonly facts: readonly DifferingFact[];
};

export type Comparison = {
  /** The same becomes of the request on both sides. */
  readonly endsAreSame: boolean;
  /** Every step, in the order of the way; those of a fork's ways follow each other. */
  readonly pairs: readonly StepPair[];
  /** Index of the first pair that differs; absent where none does. */
  readonly first?: number;
};

const order: readonly FlowStep["kind"][] = [
  "address",
  "listener",
  "filter_chain",
  "network_filters",
  "request",
  "route_table",
  "virtual_host",
  "route",
  "http_filters",
  "cluster",
  "endpoints",
];

/** Two explanations of the same request step by step: where they part, and what is different there. */
export function compareExplanations(left: Explanation, right: Explanation): Comparison {
  const pairs = pairsOf(left.way, right.way, []);
  const first = pairs.findIndex((pair) => pair.facts.length > 0 || isAlone(pair));
  return { endsAreSame: endsText(left) === endsText(right), pairs, ...(first < 0 ? {} : { first }) };
}

/** Whether a side has no such step at all. */
export function isAlone({ left, right }: StepPair): boolean {
  return left === undefined || right === undefined;
}

function endsText({ ends }: Explanation): string {
  return ends.map(endText).toSorted().join("\n");
}

function pairsOf(
  left: FlowWay | undefined,
  right: FlowWay | undefined,
  within: readonly string[],
): readonly StepPair[] {
  const [mine, theirs] = [forkedLike(left, right), forkedLike(right, left)];
  const own = order.flatMap((kind): readonly StepPair[] => {
    const [ours, others] = [stepsOf(mine, kind), stepsOf(theirs, kind)];
    const most = Math.max(ours.length, others.length);
    return Array.from({ length: most }, (_, index) => pairOf(ours[index], others[index], within));
  });
  const [leftWays, rightWays] = [waysOf(mine), waysOf(theirs)];
  const names = [...new Set([...leftWays, ...rightWays].map(({ name }) => name))];
  const inside = names.flatMap((name) =>
    pairsOf(
      leftWays.find((way) => way.name === name),
      rightWays.find((way) => way.name === name),
      [...within, name],
    ),
  );
  return [...withShare(own, left, right), ...inside];
}

/** A straight way beside one that forks, as a fork of one: its steps stand beside those of the way of its name. */
function forkedLike(way: FlowWay | undefined, other: FlowWay | undefined): FlowWay | undefined {
  if (way === undefined || way.next.kind === "fork" || other?.next.kind !== "fork") return way;
  const { over } = other.next;
  const at = way.steps.findIndex(({ kind }) => kind === over);
  const step = way.steps[at];
  if (step === undefined) return way;
  const inner: FlowWay = { ...way, name: nameOf(step), sharePercent: 100, steps: way.steps.slice(at) };
  return { ...way, steps: way.steps.slice(0, at), next: { kind: "fork", over, ways: [inner] } };
}

function nameOf(step: FlowStep): string {
  if (step.kind === "route") return step.name === "" ? `#${step.index + 1}` : step.name;
  return "name" in step ? step.name : "";
}

/** The share of a way is told at its first step. */
function withShare(
  pairs: readonly StepPair[],
  left: FlowWay | undefined,
  right: FlowWay | undefined,
): readonly StepPair[] {
  const [one, other] = [shareText(left), shareText(right)];
  const [first, ...more] = pairs;
  if (one === other || first === undefined || isAlone(first)) return pairs;
  return [{ ...first, facts: [{ name: "share", left: one, right: other }, ...first.facts] }, ...more];
}

function shareText(way: FlowWay | undefined): string {
  return way?.sharePercent === undefined ? "" : `${Number(way.sharePercent.toPrecision(3))}%`;
}

function stepsOf(way: FlowWay | undefined, kind: FlowStep["kind"]): readonly FlowStep[] {
  return way?.steps.filter((step) => step.kind === kind) ?? [];
}

function waysOf(way: FlowWay | undefined): readonly FlowWay[] {
  return way?.next.kind === "fork" ? way.next.ways : [];
}

function pairOf(
  left: FlowStep | undefined,
  right: FlowStep | undefined,
  within: readonly string[],
): StepPair {
  if (left === undefined || right === undefined)
    return {
      within,
      facts: [],
      ...(left === undefined ? {} : { left }),
      ...(right === undefined ? {} : { right }),
    };
  const [mine, theirs] = [factsOfStep(left), factsOfStep(right)];
  const facts = stepFactNames.flatMap((name): readonly DifferingFact[] => {
    const [one = "", other = ""] = [mine[name], theirs[name]];
    return one === other ? [] : [{ name, left: one, right: other }];
  });
  return { within, left, right, facts };
}
