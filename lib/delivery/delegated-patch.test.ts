import { describe, expect, it } from "vitest";
import { IntentError } from "@/lib/changes/intent-module";
import type { Manifest } from "@/lib/config/manifest";
import { delegatedEdit } from "@/lib/delivery/delegated-patch";
import { delegateRequestSchema } from "@/lib/delivery/delegated-request";
import type { DelegateVerb } from "@/lib/delivery/delegated-verb";

const canary = (spec: Record<string, unknown>, phase: string): Manifest => ({
  apiVersion: "flagger.app/v1beta1",
  kind: "Canary",
  metadata: { name: "cart", namespace: "shop" },
  spec: { targetRef: { name: "cart" }, ...spec },
  status: { phase, canaryWeight: 10 },
});
const steps = [{ setWeight: 20 }, { pause: {} }, { analysis: {} }];
const rollout = (status: Record<string, unknown>, spec: Record<string, unknown> = {}): Manifest => ({
  apiVersion: "argoproj.io/v1alpha1",
  kind: "Rollout",
  metadata: { name: "cart", namespace: "shop", generation: 2 },
  spec: { strategy: { canary: { steps } }, replicas: 3, ...spec },
  status: { currentPodHash: "new", stableRS: "old", observedGeneration: "2", ...status },
});
const flagger = (live: Manifest, verb: DelegateVerb) => delegatedEdit(live, { system: "flagger", verb });
const argo = (live: Manifest, verb: DelegateVerb) => delegatedEdit(live, { system: "argo", verb });
const refusal = (work: () => unknown): string | undefined => {
  try {
    work();
  } catch (error) {
    if (error instanceof IntentError) return error.reason;
    throw error;
  }
  return undefined;
};

describe("acts on a Canary of Flagger", () => {
  it.each([
    ["pause", {}, { suspend: true }],
    ["resume", { suspend: true }, { suspend: false }],
    ["promote", {}, { skipAnalysis: true }],
    ["analyse", { skipAnalysis: true }, { skipAnalysis: false }],
  ] as const)("%s writes one field of the spec", (verb, before, after) => {
    const live = canary(before, "WaitingPromotion");
    expect(flagger(live, verb)).toEqual({
      after: { ...live, spec: { targetRef: { name: "cart" }, ...before, ...after } },
    });
  });

  it("has no abort and no retry, and says so instead of inventing one", () => {
    const live = canary({}, "Progressing");
    expect(refusal(() => flagger(live, "abort"))).toBe("flagger_has_no_abort");
    expect(refusal(() => flagger(live, "retry"))).toBe("flagger_retries_by_revision");
    expect(refusal(() => flagger(live, "promote_full"))).toBe("not_offered");
  });

  it("is not promoted past a gate that Flagger asks first, while paused, or without a new version", () => {
    expect(refusal(() => flagger(canary({}, "Waiting"), "promote"))).toBe("waits_for_gate");
    expect(refusal(() => flagger(canary({ suspend: true }, "Progressing"), "promote"))).toBe("resume_first");
    expect(refusal(() => flagger(canary({}, "Succeeded"), "promote"))).toBe("not_running");
    expect(refusal(() => flagger(canary({ skipAnalysis: true }, "Progressing"), "promote"))).toBe(
      "already_skipping",
    );
  });
});

describe("acts on a Rollout of Argo", () => {
  const held = { phase: "Paused", currentStepIndex: 1, pauseConditions: [{ reason: "CanaryPauseStep" }] };

  it("promote lifts a pause and leaves the step to the controller", () => {
    const live = rollout(held);
    const edit = argo(live, "promote");
    const { pauseConditions: _, ...status } = live.status as Record<string, unknown>;
    expect(edit).toEqual({ after: { ...live, status }, subresource: "status" });
  });

  it("promote goes past a step that holds by itself", () => {
    const edit = argo(rollout({ phase: "Progressing", currentStepIndex: 2 }), "promote");
    expect(edit.after.status).toMatchObject({ currentStepIndex: 3 });
    expect(edit.subresource).toBe("status");
  });

  it.each([
    ["promote_full", held, { promoteFull: true }],
    ["abort", held, { abort: true }],
    ["retry", { abort: true }, { abort: false }],
  ] as const)("%s writes one field of the status", (verb, before, after) => {
    const live = rollout(before);
    expect(argo(live, verb)).toEqual({
      after: { ...live, status: { ...(live.status as object), ...after } },
      subresource: "status",
    });
  });

  it.each([
    ["pause", {}, true],
    ["resume", { paused: true }, false],
  ] as const)("%s writes spec.paused and nothing of the status", (verb, before, paused) => {
    const live = rollout(held, before);
    expect(argo(live, verb)).toEqual({ after: { ...live, spec: { ...live.spec, paused } } });
  });

  it("is refused where the controller would do nothing, or something else", () => {
    const done = rollout({ phase: "Healthy", stableRS: "new" });
    expect(refusal(() => argo(done, "promote"))).toBe("not_running");
    expect(refusal(() => argo(done, "abort"))).toBe("not_running");
    expect(refusal(() => argo(rollout({ abort: true }), "promote"))).toBe("retry_first");
    expect(refusal(() => argo(rollout({ abort: true }), "abort"))).toBe("already_aborted");
    expect(refusal(() => argo(rollout(held, { paused: true }), "promote"))).toBe("resume_first");
    expect(refusal(() => argo(rollout({ ...held, observedGeneration: "1" }), "promote"))).toBe("stale");
    expect(refusal(() => argo(rollout({ promoteFull: true }), "promote_full"))).toBe("already_promoting");
  });
});

describe("a request to act", () => {
  it("names a kind of the system that is to act", () => {
    const ref = { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", namespace: "a", name: "b" };
    const request = { kind: "delegate", system: "argo", ref, verb: "abort" };
    expect(delegateRequestSchema.safeParse(request).success).toBe(true);
    expect(delegateRequestSchema.safeParse({ ...request, system: "flagger" }).success).toBe(false);
    const secret = { ...ref, apiVersion: "v1", kind: "Secret" };
    expect(delegateRequestSchema.safeParse({ ...request, ref: secret }).success).toBe(false);
  });
});
