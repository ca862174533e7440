import type { RouterOutputs } from "@/components/changes/router-outputs";
import type { ExperimentCondition, ExperimentPlan } from "@/lib/faults/experiment-plan";
import type { BuiltInTemplate } from "@/lib/faults/templates";

export type ExperimentOptions = RouterOutputs["faults"]["options"]["data"];
type Start = Pick<ExperimentOptions, "service" | "start" | "isGrpc" | "routeName">;

/** The template that has nothing yet. */
export const blankTemplate = "blank";

/** Who calls the service must still answer: the usual question of an experiment. */
export const usualCondition = {
  kind: "success",
  of: "callers",
  minPercent: 99,
} as const satisfies ExperimentCondition;

const minuteMs = 60_000;

/** An empty plan for the service; `hypothesis` is the person's own and stays empty. */
function emptyPlan({ service, start }: Start): ExperimentPlan {
  const {
    delay: _delay,
    abort: _abort,
    ...fault
  } = start ?? {
    api: "istio" as const,
    service,
    name: "",
    matches: [],
  };
  return {
    hypothesis: "",
    fault,
    ramp: [],
    durationMs: 5 * minuteMs,
    steadyMs: 2 * minuteMs,
    conditions: [usualCondition],
    stopWithoutData: true,
  };
}

/** What an experiment on the service begins with; undefined is a blank one. */
export function planFromTemplate(template: BuiltInTemplate | undefined, options: Start): ExperimentPlan {
  const empty = emptyPlan(options);
  if (template === undefined) return empty;
  const { fault, grpcStatus, ramp, durationMs, steadyMs, conditions } = template;
  const abort =
    fault.abort !== undefined && options.isGrpc && grpcStatus !== undefined
      ? { percent: fault.abort.percent, grpcStatus }
      : fault.abort;
  return {
    ...empty,
    // A blank plan keeps the condition that the routing form starts with; a template is about every request.
    fault: {
      ...empty.fault,
      name: "",
      matches: [],
      ...(fault.delay === undefined ? {} : { delay: fault.delay }),
      ...(abort === undefined ? {} : { abort }),
    },
    ramp: ramp.map((stage) => ({ ...stage })),
    durationMs,
    steadyMs,
    conditions: [...conditions],
  };
}

/** The plan for another service: its port and its route were the first one's. */
export function planFor(plan: ExperimentPlan, service: ExperimentPlan["fault"]["service"]): ExperimentPlan {
  const { namespace, name } = plan.fault.service;
  if (namespace === service.namespace && name === service.name) return plan;
  const { port: _, ...fault } = plan.fault;
  const isEvery = fault.matches.length === 0;
  return { ...plan, fault: { ...fault, service, name: isEvery ? "" : fault.name } };
}

/** Stands in for a hypothesis that nobody has written yet, so that the rest can be looked at. */
export function previewPlan(plan: ExperimentPlan): ExperimentPlan {
  return plan.hypothesis.trim() === "" ? { ...plan, hypothesis: "…" } : plan;
}
