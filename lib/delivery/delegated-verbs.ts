import type { Manifest } from "@/lib/config/manifest";
import {
  argoSpecSchema,
  argoStatusSchema,
  isArgoStale,
  isArgoUnderWay,
  type ArgoSpec,
  type ArgoStatus,
} from "@/lib/delivery/argo-rollout";
import type { DelegatedRefusal, DelegatedVerb } from "@/lib/delivery/delegated";
import { readLeniently } from "@/lib/delivery/delegated-lenient";
import type { DelegatedSystem, DelegateVerb } from "@/lib/delivery/delegated-verb";
import { flaggerSpecSchema, flaggerStatusSchema, isFlaggerUnderWay } from "@/lib/delivery/flagger-canary";

/** What may be asked of the rollout as it stands now, each with the reason when it may not. */
export function delegatedVerbs(system: DelegatedSystem, manifest: Manifest): readonly DelegatedVerb[] {
  const refusals = system === "flagger" ? flaggerRefusals(manifest) : argoRefusals(manifest);
  return refusals.map(([verb, refusal]) => ({ verb, ...(refusal === undefined ? {} : { refusal }) }));
}

type Row = readonly [DelegateVerb, DelegatedRefusal | undefined];

function flaggerRefusals(manifest: Manifest): readonly Row[] {
  const { data: spec } = readLeniently(flaggerSpecSchema, manifest.spec, "spec");
  const { data: status } = readLeniently(flaggerStatusSchema, manifest.status, "status");
  const phase = status.phase ?? "";
  const isSuspended = spec.suspend === true;
  const skips = spec.skipAnalysis === true;
  const promote = (): DelegatedRefusal | undefined => {
    if (isSuspended) return "resume_first";
    if (!isFlaggerUnderWay(phase)) return "not_running";
    // Flagger asks this gate before it looks at skipAnalysis.
    if (phase === "Waiting") return "waits_for_gate";
    if (phase === "Promoting" || phase === "Finalising") return "already_promoting";
    return skips ? "already_skipping" : undefined;
  };
  return [
    ["promote", promote()],
    ["pause", isSuspended ? "already_paused" : undefined],
    ["resume", isSuspended ? undefined : "not_paused"],
    ["abort", "flagger_has_no_abort"],
    ["retry", "flagger_retries_by_revision"],
    ["analyse", skips ? undefined : "not_skipping"],
  ];
}

function argoRefusals(manifest: Manifest): readonly Row[] {
  const { data: spec } = readLeniently(argoSpecSchema, manifest.spec, "spec");
  const { data: status } = readLeniently(argoStatusSchema, manifest.status, "status");
  const isStale = isArgoStale(status, manifest.metadata.generation);
  const moving = (): DelegatedRefusal | undefined => {
    if (isStale) return "stale";
    if (status.abort === true) return "retry_first";
    return isArgoUnderWay(status) ? undefined : "not_running";
  };
  return [
    ["promote", moving() ?? promoteRefusal(spec, status)],
    ["promote_full", moving() ?? (status.promoteFull === true ? "already_promoting" : undefined)],
    ["pause", spec.paused === true ? "already_paused" : undefined],
    ["resume", spec.paused === true ? undefined : "not_paused"],
    [
      "abort",
      status.abort === true
        ? "already_aborted"
        : isArgoUnderWay(status) || isStale
          ? undefined
          : "not_running",
    ],
    ["retry", status.abort === true ? undefined : "not_aborted"],
  ];
}

function promoteRefusal(spec: ArgoSpec, status: ArgoStatus): DelegatedRefusal | undefined {
  if (spec.paused === true) return "resume_first";
  if (status.promoteFull === true) return "already_promoting";
  const steps = spec.strategy?.canary?.steps ?? [];
  const isHeld = (status.pauseConditions ?? []).length > 0;
  if (isHeld) return undefined;
  if (steps.length === 0) return "not_paused";
  return (status.currentStepIndex ?? 0) >= steps.length ? "already_promoting" : undefined;
}
