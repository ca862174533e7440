"use client";
import { createParser, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { experimentSteps, type ExperimentStep } from "./plan-steps";
import { draftFromText, textFromDraft, type DraftStore } from "@/components/routing/wizard/draft-text";
import type { ServiceName } from "@/lib/routing/snapshot";

const parseAsService = createParser({
  parse: serviceFromText,
  serialize: ({ namespace, name }: ServiceName) => `${namespace}/${name}`,
  eq: (left, right) => left.namespace === right.namespace && left.name === right.name,
});

/** `ns/name`; null when it is none. */
function serviceFromText(text: string): ServiceName | null {
  const [namespace = "", name = "", more] = text.split("/");
  return namespace === "" || name === "" || more !== undefined ? null : { namespace, name };
}

const parsers = {
  service: parseAsService,
  /** A built-in start, or the id of a saved template. */
  template: parseAsString,
  step: parseAsStringLiteral(experimentSteps),
  draft: parseAsString,
};

/** The server draws no draft: it has no store. */
const noStore: DraftStore = { getItem: () => null, setItem: () => undefined };
const store = (): DraftStore => (typeof window === "undefined" ? noStore : window.sessionStorage);

/** The wizard's whole state, kept in the URL: a reload or a copied link shows the same step with the same draft. */
export function useExperimentState() {
  const [state, set] = useQueryStates(parsers, { history: "push" });
  const { service, template } = state;
  const draft = useMemo(() => draftFromText(state.draft, store()), [state.draft]);
  const written = (next: unknown) =>
    textFromDraft(next, state.draft, store(), crypto.randomUUID().slice(0, 8));
  return {
    service,
    template,
    draft,
    step: currentStep(service, template, state.draft, state.step),
    begin: (from: string) =>
      set({ template: from, draft: null, step: service === null ? "service" : "fault" }),
    choose: (chosen: ServiceName) => set({ service: chosen, step: "fault" }),
    go: (step: ExperimentStep) => set({ step }),
    // Each stroke is no page of its own.
    setDraft: (next: unknown) => set({ draft: written(next) }, { history: "replace" }),
    dropDraft: () => set({ draft: null }, { history: "replace" }),
  };
}
export type ExperimentState = ReturnType<typeof useExperimentState>;

function currentStep(
  service: ServiceName | null,
  template: string | null,
  draft: string | null,
  step: ExperimentStep | null,
): ExperimentStep {
  if ((template === null && draft === null) || step === "start") return "start";
  return service === null || step === "service" ? "service" : (step ?? "fault");
}
