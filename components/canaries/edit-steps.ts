import type { CanaryStep } from "./canary-draft";

export const maxSteps = 30;
const first: CanaryStep = { weightPercent: 10, minMinutes: 10, gate: { kind: "metrics" } };

/**
 * The steps with one more where there is most room: after the last one, or, when that is at 100 %, half-way before it.
 * undefined when no whole percentage is left there, or there are as many steps as there may be.
 */
export function withStep(steps: readonly CanaryStep[]): CanaryStep[] | undefined {
  if (steps.length >= maxSteps) return undefined;
  const last = steps.at(-1);
  if (last === undefined) return [first];
  const pattern: CanaryStep = { ...last, gate: { kind: "metrics" } };
  if (last.weightPercent < 100) {
    return [...steps, { ...pattern, weightPercent: Math.min(100, Math.max(1, last.weightPercent) * 2) }];
  }
  const before = steps.at(-2)?.weightPercent ?? 0;
  const middle = Math.floor((before + last.weightPercent) / 2);
  if (!(middle > before && middle < last.weightPercent)) return undefined;
  return [...steps.slice(0, -1), { ...pattern, weightPercent: middle }, last];
}

/**
 * The steps with the one at `index` moved by `by` places. The weights stay where they are, since they only grow: what
 * moves is how long a step takes and what it waits for.
 */
export function movedStep(steps: readonly CanaryStep[], index: number, by: -1 | 1): readonly CanaryStep[] {
  const here = steps[index];
  const there = steps[index + by];
  if (here === undefined || there === undefined) return steps;
  return steps.map((step, at) => {
    if (at === index) return { ...there, weightPercent: here.weightPercent };
    return at === index + by ? { ...here, weightPercent: there.weightPercent } : step;
  });
}

/** Whether every step sends more than the one before it; weights that are not typed yet are no disorder. */
export function isAscending(steps: readonly CanaryStep[]): boolean {
  return steps.every((step, index) => {
    const before = steps[index - 1]?.weightPercent ?? 0;
    return !(step.weightPercent <= before);
  });
}

/** The steps by weight, each weight once. */
export function sortedSteps(steps: readonly CanaryStep[]): CanaryStep[] {
  return steps
    .toSorted((left, right) => left.weightPercent - right.weightPercent)
    .filter((step, index, all) => step.weightPercent !== all[index - 1]?.weightPercent);
}

/** The shortest time that all steps take, in ms; NaN while a time is not typed. */
export function shortestMs(steps: readonly CanaryStep[]): number {
  return steps.reduce((total, { minMinutes }) => total + minMinutes, 0) * 60_000;
}

/** A moment as `<input type="datetime-local">` has it, in the person's zone; "" for none. */
export function localText(timeMs: number | undefined): string {
  if (timeMs === undefined || !Number.isFinite(timeMs)) return "";
  const date = new Date(timeMs);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The moment of such a text; NaN for none. */
export function timeFromLocalText(text: string): number {
  return text === "" ? Number.NaN : new Date(text).getTime();
}
