import { activeDelegatedStates, type DelegatedRollout } from "@/lib/delivery/delegated";
import type { DeliveryRow } from "@/lib/delivery/list-row";
import type { StandingRule } from "@/lib/delivery/standing";
import { objectKey } from "@/lib/mesh/object-ref";

/** Another controller's rollout as a line. */
export function rowFromDelegated(rollout: DelegatedRollout): DeliveryRow {
  const { ref, system, service, state, weight, steps, message, changedAtMs } = rollout;
  const index = steps.findIndex((step) => step.state === "current");
  const share = weight.routePercent ?? weight.statusPercent;
  const [route] = weight.routes;
  const canary = route?.destinations.find(({ role }) => role === "canary");
  return {
    key: objectKey(ref),
    kind: "rollout",
    owner: system,
    service: service ?? { namespace: ref.namespace, name: ref.name },
    isActive: activeDelegatedStates.has(state),
    state,
    ref,
    ...(route === undefined ? {} : { weights: route.destinations }),
    ...(canary === undefined ? {} : { canaryName: canary.name }),
    ...(share === undefined ? {} : { canaryPercent: share }),
    ...(index < 0 ? {} : { step: { index, count: steps.length } }),
    ...(message === undefined ? {} : { message }),
    ...(changedAtMs === undefined ? {} : { startedAtMs: changedAtMs }),
  };
}

/** What an active run's own line says already; a fault in an object that a canary holds is still somebody's. */
const told: Partial<Record<DeliveryRow["kind"], DeliveryRow["kind"]>> = {
  split: "canary",
  fault: "experiment",
};

/**
 * All lines: our runs with the weights that the cluster has for them now, other controllers' rollouts, and what stands
 * in the routes and belongs to neither. `rules` is undefined while routes cannot be read; then nothing is said of them.
 */
export function deliveryRows(
  runs: readonly DeliveryRow[],
  rollouts: readonly DelegatedRollout[],
  rules: readonly StandingRule[] | undefined,
): readonly DeliveryRow[] {
  const delegated = new Set(rollouts.flatMap(({ routeRefs }) => routeRefs.map(objectKey)));
  const active = new Map(runs.flatMap((run) => (run.isActive ? [[run.runId, run.kind] as const] : [])));
  return [
    ...runs.map((run) => (run.isActive ? withRoute(run, rules ?? []) : run)),
    ...rollouts.map(rowFromDelegated),
    ...(rules ?? []).flatMap((rule) =>
      standingRows(rule, delegated).filter(({ runId, kind }) => told[kind] !== active.get(runId)),
    ),
  ];
}

/** The rule that the run writes: a canary's is the one with its version in it, the first that requests can take. */
function withRoute(run: DeliveryRow, rules: readonly StandingRule[]): DeliveryRow {
  const own = rules.filter(({ runId }) => runId === run.runId);
  const rule =
    run.kind === "canary"
      ? (own.find(({ rule: name }) => name.startsWith("heddle-canary-")) ??
        own.find(({ weights }) => weights.some(({ name }) => name === run.canaryName)))
      : own.find(({ fault }) => fault !== undefined);
  if (rule === undefined) return own[0] === undefined ? run : { ...run, ref: own[0].ref };
  const { ref, weights } = rule;
  return { ...run, ref, rule: rule.rule, ...(run.kind === "canary" ? { weights } : {}) };
}

/** A rule with several destinations and a fault is both; the weights of another controller are told by its own line. */
function standingRows(rule: StandingRule, delegated: ReadonlySet<string>): readonly DeliveryRow[] {
  const { ref, service, fault, weights, expiresAtMs } = rule;
  const key = `${objectKey(ref)}#${rule.rule}`;
  const base = {
    owner: "nobody",
    service,
    isActive: false,
    state: "standing",
    ref,
    rule: rule.rule,
    // Marks of a run that is over or unknown here: the object may still be somebody's.
    ...(rule.runId === undefined ? {} : { runId: rule.runId }),
  } as const;
  const isSplit = weights.filter(({ weightPercent }) => weightPercent > 0).length > 1;
  return [
    ...(isSplit && !delegated.has(objectKey(ref))
      ? [{ ...base, key: `${key}/split`, kind: "split" as const, weights }]
      : []),
    ...(fault === undefined
      ? []
      : [
          {
            ...base,
            key: `${key}/fault`,
            kind: "fault" as const,
            fault,
            ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
          },
        ]),
  ];
}
