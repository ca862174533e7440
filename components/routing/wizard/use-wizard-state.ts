"use client";
import { createParser, parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { draftFromText, textFromDraft, type DraftStore } from "./draft-text";
import type { IntentApi, IntentTarget } from "@/lib/changes/intent-module";

export const wizardSteps = ["service", "options", "form", "review", "verify"] as const;
type WizardStep = (typeof wizardSteps)[number];

const parseAsTarget = createParser({
  parse: targetFromText,
  serialize: ({ namespace, name }: IntentTarget) => `${namespace}/${name}`,
  eq: (left, right) => left.namespace === right.namespace && left.name === right.name,
});

const parsers = {
  service: parseAsTarget,
  step: parseAsStringLiteral(wizardSteps),
  api: parseAsStringLiteral(["istio", "gateway"] as const),
  /** Which of the things that stand there is being edited; absent for a new one. */
  on: parseAsString,
  /** A new one is wanted although others stand there. */
  new: parseAsBoolean,
  draft: parseAsString,
  plan: parseAsString,
  change: parseAsString,
};

/** `ns/name` as a target, `ns/` as a whole namespace; null when it is neither. */
function targetFromText(text: string): IntentTarget | null {
  const [namespace = "", name = "", more] = text.split("/");
  return namespace === "" || more !== undefined ? null : { namespace, name };
}

/** The server draws no draft: it has no store. */
const noStore: DraftStore = { getItem: () => null, setItem: () => undefined };
const store = (): DraftStore => (typeof window === "undefined" ? noStore : window.sessionStorage);

const fresh = { on: null, new: null, draft: null, plan: null, change: null } as const;

/** A wizard's whole state, kept in the URL: a reload or a copied link shows the same step with the same draft. */
export function useWizardState() {
  const [state, set] = useQueryStates(parsers, { history: "push" });
  const draft = useMemo(() => draftFromText(state.draft, store()), [state.draft]);
  return {
    target: state.service,
    step: currentStep(state),
    api: state.api,
    instanceKey: state.on,
    wantsNew: state.new === true,
    draft,
    planHash: state.plan,
    changeId: state.change,
    choose: (target: IntentTarget) => set({ ...fresh, service: target, step: "options", api: null }),
    go: (step: WizardStep) => set({ step, ...(step === "service" ? { ...fresh, service: null } : {}) }),
    /** On to the form with one that stands there, by its key, or with a new one; from then on it is that one. */
    begin: (key: string | null) => set({ step: "form", on: key, new: key === null ? true : null }),
    setApi: (api: IntentApi) => set({ api, draft: null, plan: null }, { history: "replace" }),
    /** Begins with one of those that stand there, or with a new one. */
    setInstance: (key: string | null) =>
      set({ on: key, new: key === null ? true : null, draft: null, plan: null }, { history: "replace" }),
    // Each stroke is no page of its own.
    setDraft: (next: unknown) =>
      set(
        { draft: textFromDraft(next, state.draft, store(), crypto.randomUUID().slice(0, 8)), plan: null },
        { history: "replace" },
      ),
    dropDraft: () => set({ draft: null, plan: null }, { history: "replace" }),
    planned: (planHash: string) => set({ plan: planHash, step: "review" }),
    applied: (changeId: string) => set({ change: changeId, step: "verify" }),
  };
}
export type WizardState = ReturnType<typeof useWizardState>;

function currentStep(state: {
  readonly service: IntentTarget | null;
  readonly step: WizardStep | null;
  readonly plan: string | null;
  readonly change: string | null;
}): WizardStep {
  if (state.service === null) return "service";
  const step = state.step ?? "options";
  if (step === "service") return "options";
  if (step === "verify" && state.change === null) return "options";
  return step === "review" && state.plan === null ? "form" : step;
}
