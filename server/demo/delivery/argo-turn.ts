import { isRecord } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";
import {
  argoSpecSchema,
  argoStatusSchema,
  isArgoUnderWay,
  type ArgoSpec,
  type ArgoStatus,
} from "@/lib/delivery/argo-rollout";
import { secondsFromGo } from "@/lib/delivery/delegated-duration";
import { readLeniently } from "@/lib/delivery/delegated-lenient";
import { setRouteWeight, setStatus } from "@/server/demo/delivery/route-weights";
import { timeFromMs } from "@/server/demo/kubernetes/clock-text";
import type { KubernetesStore } from "@/server/demo/kubernetes/store";

const manager = "rollouts-controller";

type Turn = {
  readonly store: KubernetesStore;
  readonly rollout: Manifest;
  readonly spec: ArgoSpec;
  readonly status: ArgoStatus;
};

/** One turn of Argo Rollouts: at most one write to the route, then one to the status. True when there is more to do. */
export function argoTurn(store: KubernetesStore, rollout: Manifest): boolean {
  const { data: spec } = readLeniently(argoSpecSchema, rollout.spec, "spec");
  const { data: status } = readLeniently(argoStatusSchema, rollout.status, "status");
  const turn = { store, rollout, spec, status };
  if (status.abort === true) return aborted(turn);
  if (!isArgoUnderWay(status)) return note(turn, {});
  if (spec.paused === true) return note(turn, { phase: "Paused", message: "manually paused" });
  const steps = spec.strategy?.canary?.steps ?? [];
  const index = status.currentStepIndex ?? 0;
  if (status.promoteFull === true || index >= steps.length) return promoted(turn, steps.length);
  const { setWeight, pause } = steps[index] ?? {};
  if (setWeight !== undefined) {
    if (moveTraffic(turn, setWeight)) return true;
    note(turn, { ...moving, ...weights(turn, setWeight), currentStepIndex: index + 1 });
    return true;
  }
  return pause === undefined ? advance(turn, index) : paused(turn, index, secondsFromGo(pause.duration));
}

const moving = { phase: "Progressing", message: "more replicas need to be updated" };

function paused(turn: Turn, index: number, seconds: number | undefined): boolean {
  const { status, store } = turn;
  const [held] = status.pauseConditions ?? [];
  // Somebody lifted the pause, which ends the step.
  if (held === undefined && status.controllerPause === true) return advance(turn, index);
  if (held === undefined) {
    const pauseConditions = [{ reason: "CanaryPauseStep", startTime: timeFromMs(store.nowMs()) }];
    note(turn, { phase: "Paused", message: "CanaryPauseStep", controllerPause: true, pauseConditions });
    return seconds !== undefined;
  }
  if (seconds === undefined) return note(turn, { phase: "Paused", message: "CanaryPauseStep" });
  const isOver = store.nowMs() >= Date.parse(held.startTime ?? "") + seconds * 1000;
  return isOver ? advance(turn, index) : true;
}

function advance(turn: Turn, index: number): boolean {
  note(turn, {
    ...moving,
    controllerPause: undefined,
    pauseConditions: undefined,
    currentStepIndex: index + 1,
  });
  return true;
}

function promoted(turn: Turn, steps: number): boolean {
  if (moveTraffic(turn, 0)) return true;
  const { currentPodHash } = turn.status;
  note(turn, {
    ...weights(turn, 0),
    phase: "Healthy",
    message: undefined,
    stableRS: currentPodHash,
    currentStepIndex: steps,
    promoteFull: undefined,
    controllerPause: undefined,
    pauseConditions: undefined,
  });
  return false;
}

function aborted(turn: Turn): boolean {
  if (moveTraffic(turn, 0)) return true;
  return note(turn, {
    ...weights(turn, 0),
    phase: "Degraded",
    message: "RolloutAborted: Rollout aborted update to revision 4",
    currentStepIndex: 0,
    controllerPause: undefined,
    pauseConditions: undefined,
  });
}

function weights({ status }: Turn, percent: number): { readonly canary: unknown } {
  return {
    canary: { ...status.canary, weights: { canary: { weight: percent }, stable: { weight: 100 - percent } } },
  };
}

function moveTraffic({ store, rollout, spec }: Turn, percent: number): boolean {
  const istio = spec.strategy?.canary?.trafficRouting?.istio;
  const name = istio?.virtualService?.name;
  if (name === undefined) return false;
  const isCanary = (destination: Readonly<Record<string, unknown>>) =>
    destination["subset"] === istio?.destinationRule?.canarySubsetName;
  const { namespace = "" } = rollout.metadata;
  return setRouteWeight(store, { namespace, name, manager, isCanary }, percent);
}

/** Always with the generation that was looked at. */
function note({ store, rollout }: Turn, fields: Readonly<Record<string, unknown>>): false {
  const status = isRecord(rollout.status) ? rollout.status : {};
  const observedGeneration = String(rollout.metadata.generation ?? 1);
  setStatus(store, rollout, { ...status, ...fields, observedGeneration }, manager);
  return false;
}
