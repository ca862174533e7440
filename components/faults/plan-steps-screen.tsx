"use client";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { checkPlan } from "./check-plan";
import { planFor, planFromTemplate, type ExperimentOptions } from "./new-plan";
import { PlanForm } from "./plan-form";
import type { ExperimentState } from "./use-experiment-state";
import changeClasses from "@/components/changes/changes.module.css";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { ErrorState } from "@/components/ui/error-state";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { QueryBoundary } from "@/components/ui/query-boundary";
import type { ServiceName } from "@/lib/routing/snapshot";

type Templates = RouterOutputs["faults"]["templates"]["list"];
type Props = { readonly state: ExperimentState; readonly service: ServiceName };

/** The steps that need to know the service; what was typed wins over the template that it began with. */
export function PlanSteps({ state, service }: Props) {
  const t = useTranslations("faults");
  const trpc = useTRPC();
  const { cluster } = useScope();
  const options = useQuery(
    trpc.faults.options.queryOptions({ cluster, service }, { refetchInterval: 30_000 }),
  );
  const templates = useQuery(
    trpc.faults.templates.list.queryOptions({ cluster }, { enabled: state.draft.state !== "read" }),
  );
  if (templates.data === undefined && state.draft.state !== "read") {
    return templates.error === null ? (
      <PageSkeleton rows={10} />
    ) : (
      <ErrorState error={templates.error} onRetry={() => void templates.refetch()} />
    );
  }
  return (
    <QueryBoundary query={options} skeleton={<PageSkeleton rows={10} />}>
      {(data) => (
        <div className={changeClasses.stack}>
          {state.draft.state === "lost" ? <Notice text={t("wizard.lost")} /> : null}
          <Steps state={state} options={data} templates={templates.data} />
        </div>
      )}
    </QueryBoundary>
  );
}

type StepsProps = {
  readonly state: ExperimentState;
  readonly options: ExperimentOptions;
  readonly templates: Templates | undefined;
};

function Steps({ state, options, templates }: StepsProps) {
  const t = useTranslations("faults");
  const { draft } = state;
  const isTouched = draft.state === "read";
  const shown = draft.state === "read" ? draft.draft : basePlan(state.template, options, templates);
  const checked = checkPlan(shown);
  if (checked.state === "unreadable") {
    return (
      <Notice
        text={t("wizard.unreadable")}
        action={t("wizard.drop")}
        onAction={() => void state.dropDraft()}
      />
    );
  }
  const plan = planFor(checked.plan, options.service);
  return (
    <PlanForm
      state={state}
      options={options}
      plan={plan}
      issues={checked.issues}
      isTouched={isTouched}
      onPlan={(next) => void state.setDraft(next)}
    />
  );
}

/** The plan before the first stroke; a template that is gone leaves a blank one. */
function basePlan(template: string | null, options: ExperimentOptions, templates: Templates | undefined) {
  const saved = templates?.saved.find(({ id }) => id === template);
  if (saved !== undefined) return planFor(saved.plan, options.service);
  return planFromTemplate(
    templates?.builtIn.find(({ id }) => id === template),
    options,
  );
}

function Notice(props: { text: string; action?: string; onAction?: () => void }) {
  return (
    <div className={changeClasses.notice} data-tone="force" role="status">
      {props.text}
      {props.action === undefined ? null : (
        <Button size="compact-xs" variant="default" w="max-content" onClick={props.onAction}>
          {props.action}
        </Button>
      )}
    </div>
  );
}
