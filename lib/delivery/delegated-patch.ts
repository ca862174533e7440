import { IntentError } from "@/lib/changes/intent-module";
import { isRecord } from "@/lib/config/clean-manifest";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { argoStatusSchema } from "@/lib/delivery/argo-rollout";
import { readLeniently } from "@/lib/delivery/delegated-lenient";
import type { DelegateRequest } from "@/lib/delivery/delegated-request";
import { delegatedVerbs } from "@/lib/delivery/delegated-verbs";
import { printObjectRef } from "@/lib/mesh/object-ref";

export type DelegatedEdit = {
  readonly after: Manifest;
  /** The write goes to the object's status, which has its own address and its own permission. */
  readonly subresource?: "status";
};

/**
 * The live object as the verb wants it: the same fields that the controller's own command line sets, and no other.
 * Throws `IntentError` when the rollout is in no state for it. Source: kubectl-argo-rollouts (promote, abort, retry,
 * pause), Flagger's v1beta1 Canary.
 */
export function delegatedEdit(
  live: Manifest,
  request: Pick<DelegateRequest, "system" | "verb">,
): DelegatedEdit {
  const { system, verb } = request;
  const known = delegatedVerbs(system, live).find((one) => one.verb === verb);
  const refusal = known === undefined ? "not_offered" : known.refusal;
  if (refusal !== undefined) {
    const object = printObjectRef(refFromManifest(live));
    throw new IntentError(`${object} can't be asked to ${verb} now: ${refusal.replaceAll("_", " ")}`, {
      field: "verb",
      reason: refusal,
    });
  }
  return system === "flagger" ? flaggerEdit(live, verb) : argoEdit(live, verb);
}

function flaggerEdit(live: Manifest, verb: DelegateRequest["verb"]): DelegatedEdit {
  switch (verb) {
    case "pause":
    case "resume":
      return withSpec(live, { suspend: verb === "pause" });
    default:
      return withSpec(live, { skipAnalysis: verb === "promote" });
  }
}

function argoEdit(live: Manifest, verb: DelegateRequest["verb"]): DelegatedEdit {
  switch (verb) {
    case "pause":
    case "resume":
      return withSpec(live, { paused: verb === "pause" });
    case "abort":
    case "retry":
      return withStatus(live, { abort: verb === "abort" });
    case "promote_full":
      return withStatus(live, { promoteFull: true });
    default:
      return withStatus(live, nextStep(live));
  }
}

/** A pause is lifted; a step that holds by itself (analysis, experiment) is gone past. Never both. */
function nextStep(live: Manifest): Record<string, unknown> {
  const { data: status } = readLeniently(argoStatusSchema, live.status, "status");
  if ((status.pauseConditions ?? []).length > 0) return { pauseConditions: undefined };
  return { pauseConditions: undefined, currentStepIndex: (status.currentStepIndex ?? 0) + 1 };
}

function withSpec(live: Manifest, fields: Record<string, unknown>): DelegatedEdit {
  return { after: { ...live, spec: { ...live.spec, ...fields } } };
}

/** A PUT says "null" by leaving the field out. */
function withStatus(live: Manifest, fields: Record<string, unknown>): DelegatedEdit {
  const merged = { ...(isRecord(live.status) ? live.status : {}), ...fields };
  const status = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
  return { after: { ...live, status }, subresource: "status" };
}
