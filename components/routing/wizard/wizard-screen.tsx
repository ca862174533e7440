"use client";
import { useQuery } from "@tanstack/react-query";
import type { ComponentType, ReactNode } from "react";
import { useTranslations } from "use-intl";
import { optionsForKind, type IntentFormProps } from "./intent-form-props";
import { IntentSteps } from "./intent-steps";
import { LazyChangeOutcome } from "./lazy-steps";
import { routingKinds, type FormKind } from "./routing-kinds";
import { useIntentTexts } from "./use-intent-texts";
import { useWizardState, wizardSteps, type WizardState } from "./use-wizard-state";
import { WizardFrame } from "./wizard-frame";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { QueryBoundary } from "@/components/ui/query-boundary";
import type { IntentTarget } from "@/lib/changes/intent-module";
import type { IntentOf } from "@/lib/changes/intent-schemas";

type Props<K extends FormKind> = {
  readonly kind: K;
  /** Loaded when it is first shown: `lazy(async () => ({ default: … }))`. */
  readonly Form: ComponentType<IntentFormProps<IntentOf<K>>>;
  /** The first step: what the change is about. */
  readonly chooseTarget: (onChoose: (target: IntentTarget) => void) => ReactNode;
};

/** The wizard of any kind: target, what stands there, the form, review, and whether it arrived. */
export function WizardScreen<K extends FormKind>({ kind, Form, chooseTarget }: Props<K>) {
  const t = useTranslations("routing");
  const texts = useIntentTexts(kind);
  const state = useWizardState();
  const { target } = state;
  const shown =
    target === null ? "" : target.name === "" ? target.namespace : `${target.namespace}/${target.name}`;
  const isRouting = routingKinds.some((known) => known === kind);
  const steps = wizardSteps.map((id) => ({
    id,
    // Security is also about namespaces and the whole mesh.
    label: t(id === "service" && !isRouting ? "rail.target" : `rail.${id}`),
    heading: t(`heading.${id}`),
  }));
  return (
    <WizardFrame
      title={target === null ? texts.name : t("wizard.of", { kind: texts.name, target: shown })}
      subtitle={texts.what}
      steps={steps}
      step={state.step}
      onGo={(step) => void state.go(step)}
    >
      {target === null ? (
        chooseTarget((chosen) => void state.choose(chosen))
      ) : state.step === "verify" && state.changeId !== null ? (
        <LazyChangeOutcome changeId={state.changeId} />
      ) : (
        <TargetSteps kind={kind} Form={Form} target={target} state={state} />
      )}
    </WizardFrame>
  );
}

type TargetProps<K extends FormKind> = Pick<Props<K>, "kind" | "Form"> & {
  readonly target: IntentTarget;
  readonly state: WizardState;
};

function TargetSteps<K extends FormKind>({ kind, Form, target, state }: TargetProps<K>) {
  const trpc = useTRPC();
  const { cluster } = useScope();
  const query = useQuery(
    trpc.routing.options.queryOptions({ cluster, kind, target }, { refetchInterval: 15_000 }),
  );
  return (
    <QueryBoundary query={query}>
      {(options) => (
        <IntentSteps
          kind={kind}
          Form={Form}
          options={optionsForKind(kind, options)}
          state={state}
          cluster={cluster}
        />
      )}
    </QueryBoundary>
  );
}
