import type { CanaryView } from "./canary-view";

/** What the run waits for before it goes on; times are what is left of them. */
export type NextStep =
  | { readonly kind: "approval" | "first_write" | "next_look" | "manual" | "person" | "writing" | "nothing" }
  | { readonly kind: "start" | "schedule"; readonly atMs: number }
  | { readonly kind: "freeze"; readonly name: string }
  | { readonly kind: "time" | "evidence"; readonly leftMs: number | undefined }
  | { readonly kind: "safe_path"; readonly leftMs: number; readonly path: "rollback" | "pause" };

type View = Pick<
  CanaryView,
  "run" | "body" | "stages" | "verdict" | "nowMs" | "approval" | "freeze" | "power"
>;

/** Place of the stage the run is in among all of its stages, from 0; undefined before the first write. */
export function stageIndex({ body, stages }: Pick<View, "body" | "stages">): number | undefined {
  const { stage } = body;
  if (stage === undefined) return undefined;
  const index = stages.findIndex((one) =>
    one.stage.kind === "step" && stage.kind === "step"
      ? one.stage.index === stage.index
      : one.stage.kind === stage.kind,
  );
  return index === -1 ? undefined : index;
}

/** What happens next to the run, and when. Pure; the clock is the answer's. */
export function nextStep(view: View): NextStep {
  const { run, body } = view;
  switch (run.state) {
    case "ended":
      return { kind: "nothing" };
    case "waiting":
      return beforeFirst(view);
    case "paused":
      return pausedUntil(view);
    case "finishing":
    case "reverting":
      return { kind: "writing" };
    case "running":
      return body.pending === undefined ? runningTo(view) : { kind: "writing" };
  }
}

function beforeFirst({ body, approval, freeze, nowMs }: View): NextStep {
  if (approval !== undefined && !approval.isGiven) return { kind: "approval" };
  if (body.startAtMs !== undefined && body.startAtMs > nowMs) return { kind: "start", atMs: body.startAtMs };
  return freeze === undefined ? { kind: "first_write" } : { kind: "freeze", name: freeze.name };
}

function pausedUntil({ body, nowMs }: View): NextStep {
  const { pause, plan } = body;
  if (pause?.reason === "manual_gate") return { kind: "manual" };
  if (pause?.untilMs !== undefined) {
    return { kind: "safe_path", leftMs: Math.max(0, pause.untilMs - nowMs), path: plan.safePath };
  }
  return { kind: "person" };
}

function runningTo(view: View): NextStep {
  const { body, verdict, nowMs, power } = view;
  const { stage, plan, openedGates } = body;
  const { progress, needs = [] } = verdict;
  if (progress === undefined) return { kind: "next_look" };
  const leftMs = Math.max(0, progress.sinceMs + progress.minMs - nowMs);
  if (needs.length > 0) {
    if (needs.every((need) => need === "time")) return { kind: "time", leftMs };
    const wantedMs = expectedMs(power, needs, progress.sinceMs, nowMs);
    return { kind: "evidence", leftMs: wantedMs === undefined ? undefined : Math.max(leftMs, wantedMs) };
  }
  const step = stage?.kind === "step" ? plan.steps[stage.index] : undefined;
  if (stage?.kind !== "step" || openedGates.includes(stage.index)) return { kind: "next_look" };
  if (step?.gate.kind === "manual") return { kind: "manual" };
  return step?.gate.kind === "schedule" && step.gate.notBeforeMs > nowMs
    ? { kind: "schedule", atMs: step.gate.notBeforeMs }
    : { kind: "next_look" };
}

/** What is left of the time after which such a step usually has enough; undefined when that is beyond a day. */
function expectedMs(
  power: View["power"],
  needs: readonly string[],
  sinceMs: number,
  nowMs: number,
): number | undefined {
  if (power === undefined) return undefined;
  const seconds = needs.includes("evidence") ? power.promoteSeconds : power.advanceSeconds;
  return seconds === "never" ? undefined : sinceMs + seconds * 1000 - nowMs;
}

/** Which of the acts a person should see first, given where the run stands; the others stay in the row. */
export function leadingAct(
  view: Pick<CanaryView, "body" | "run" | "acts">,
): CanaryView["acts"][number]["act"] | undefined {
  const can = (act: CanaryView["acts"][number]["act"]) =>
    view.acts.some((one) => one.act === act && one.refusal === undefined) ? act : undefined;
  if (view.run.state === "ended") return undefined;
  return can("accept_route") ?? can("open_gate") ?? can("resume");
}
