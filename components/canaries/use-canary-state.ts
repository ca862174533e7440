"use client";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { draftFromText, textFromDraft, type DraftStore } from "@/components/routing/wizard/draft-text";
import type { ServiceName } from "@/lib/routing/snapshot";

export const canarySteps = ["service", "versions", "who", "steps", "metrics", "review", "run"] as const;
type CanaryWizardStep = (typeof canarySteps)[number];
/** Steps with a form of their own, in their order. */
export const formSteps = ["versions", "who", "steps", "metrics", "review"] as const;
export type FormStep = (typeof formSteps)[number];

const parsers = {
  service: parseAsString.withDefault(""),
  step: parseAsStringLiteral(canarySteps),
  draft: parseAsString,
  /** A run whose plan it begins with. */
  from: parseAsString,
};

/** `ns/name` as a service; undefined when it is none. */
function serviceFromText(text: string): ServiceName | undefined {
  const [namespace = "", name = "", more] = text.split("/");
  return namespace === "" || name === "" || more !== undefined ? undefined : { namespace, name };
}

/** The server draws no draft: it has no store. */
const noStore: DraftStore = { getItem: () => null, setItem: () => undefined };
const store = (): DraftStore => (typeof window === "undefined" ? noStore : window.sessionStorage);

/** The canary wizard's state in the URL: a reload or a copied link shows the same step with the same plan. */
export function useCanaryState() {
  const [state, set] = useQueryStates(parsers, { history: "push" });
  const service = useMemo(() => serviceFromText(state.service), [state.service]);
  const draft = useMemo(() => draftFromText(state.draft, store()), [state.draft]);
  const step: FormStep | "service" =
    service === undefined ? "service" : (formSteps.find((id) => id === state.step) ?? "versions");
  return {
    service,
    step,
    from: state.from,
    draft,
    choose: ({ namespace, name }: ServiceName) =>
      set({ service: `${namespace}/${name}`, step: "versions", draft: null, from: null }),
    go: (next: CanaryWizardStep) =>
      set(next === "service" ? { step: null, service: null, draft: null, from: null } : { step: next }),
    // Each stroke is no page of its own.
    setDraft: (next: unknown) =>
      set(
        { draft: textFromDraft(next, state.draft, store(), crypto.randomUUID().slice(0, 8)) },
        { history: "replace" },
      ),
    dropDraft: () => set({ draft: null }, { history: "replace" }),
  };
}
export type CanaryState = ReturnType<typeof useCanaryState>;
