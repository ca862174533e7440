"use client";
import { lazy, Suspense, type ComponentType } from "react";
import { useTranslations } from "use-intl";
import type { FormStep as FormStepOf } from "./form-step";
import type { FormOptions, IntentFormProps } from "./intent-form-props";
import { LazyReviewStep } from "./lazy-steps";
import { IntentOptionsStep } from "./options-step";
import { requestOf } from "./request-of";
import type { FormKind } from "./routing-kinds";
import { useIntentTexts } from "./use-intent-texts";
import type { WizardState } from "./use-wizard-state";
import changeClasses from "@/components/changes/changes.module.css";
import { usePlanRequest } from "@/components/changes/use-change-writes";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import type { IntentApi } from "@/lib/changes/intent-module";
import type { IntentOf } from "@/lib/changes/intent-schemas";

// The form brings the schemas and their library. `lazy` forgets that it is generic.
const FormStep = lazy(async () => ({
  default: (await import("./form-step")).FormStep,
})) as unknown as typeof FormStepOf;

type Props<K extends FormKind> = {
  readonly kind: K;
  readonly Form: ComponentType<IntentFormProps<IntentOf<K>>>;
  readonly options: FormOptions<IntentOf<K>>;
  readonly state: WizardState;
  readonly cluster: string;
};

/** The steps that need to know what stands there. */
export function IntentSteps<K extends FormKind>({ kind, Form, options, state, cluster }: Props<K>) {
  const t = useTranslations("routing");
  const texts = useIntentTexts(kind);
  const plan = usePlanRequest((planHash) => void state.planned(planHash));
  const instanceKey = chosenInstance(options, state);
  const instance = options.instances.find(({ key }) => key === instanceKey);
  const isGone = instanceKey !== null && instance?.current.ok !== true;
  const edited = instance?.current.ok === true ? instance.current.intent : undefined;
  const api =
    edited === undefined ? chosenApi(options, state.api) : (apiOf(edited) ?? chosenApi(options, null));
  const base = edited ?? (api === undefined ? undefined : options.start[api]);
  const draft = state.draft.state === "read" ? state.draft.draft : undefined;
  if (state.step === "review" && state.planHash !== null) {
    return (
      <LazyReviewStep
        planHash={state.planHash}
        onApplied={(changeId) => void state.applied(changeId)}
        onReplan={(request) => plan.mutate({ cluster, request })}
        onEdit={() => void state.go("form")}
      />
    );
  }
  if (state.step === "form" && (base !== undefined || draft !== undefined)) {
    return (
      <div className={changeClasses.stack}>
        {isGone ? <Notice text={t("form.gone")} /> : null}
        {state.draft.state === "lost" ? <Notice text={t("form.lost")} /> : null}
        <Suspense fallback={<PageSkeleton rows={10} />}>
          <FormStep
            key={`${instanceKey ?? ""} ${api ?? ""}`}
            kind={kind}
            Form={Form}
            base={base ?? (draft as IntentOf<K>)}
            draft={draft}
            onDraft={(next) => void state.setDraft(next)}
            onDropDraft={() => void state.dropDraft()}
            options={options}
            texts={texts}
            onPlan={(request) => plan.mutate({ cluster, request })}
            onBack={() => void state.go("options")}
            isPlanning={plan.isPending}
            error={plan.error}
          />
        </Suspense>
      </div>
    );
  }
  return (
    <>
      {isGone ? <Notice text={t("form.gone")} /> : null}
      <IntentOptionsStep
        options={options}
        texts={texts}
        api={api}
        instanceKey={isGone ? null : instanceKey}
        onApi={(next) => void state.setApi(next)}
        onInstance={(key) => void state.setInstance(key)}
        onRemove={(intent) => plan.mutate({ cluster, request: requestOf(kind, intent, true) })}
        isRemoving={plan.isPending}
        error={plan.error}
        onNext={() => void state.begin(isGone ? null : instanceKey)}
        onBack={() => void state.go("service")}
      />
    </>
  );
}

function Notice({ text }: { text: string }) {
  return (
    <div className={changeClasses.notice} data-tone="force" role="status">
      {text}
    </div>
  );
}

/** What the person chose, else the first that can be changed, else a new one. */
function chosenInstance(options: FormOptions<unknown>, state: WizardState): string | null {
  if (state.wantsNew) return null;
  return state.instanceKey ?? options.instances.find(({ current }) => current.ok)?.key ?? null;
}

function chosenApi(options: FormOptions<unknown>, wanted: IntentApi | null): IntentApi | undefined {
  const fitting = options.fits.filter(({ fits }) => fits);
  return (fitting.find(({ api }) => api === wanted) ?? fitting[0])?.api;
}

/** Kinds that only Istio holds say no API. */
function apiOf(intent: unknown): IntentApi | undefined {
  const api = typeof intent === "object" && intent !== null && "api" in intent ? intent.api : undefined;
  return api === "istio" || api === "gateway" ? api : undefined;
}
