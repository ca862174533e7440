"use client";
import { useQuery } from "@tanstack/react-query";
import { lazy } from "react";
import { useTranslations } from "use-intl";
import type { CanaryOptions } from "./canary-draft";
import { canarySteps, useCanaryState, type CanaryState } from "./use-canary-state";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { LazyServiceStep } from "@/components/routing/wizard/lazy-steps";
import { WizardFrame } from "@/components/routing/wizard/wizard-frame";
import { QueryBoundary } from "@/components/ui/query-boundary";
import type { ServiceName } from "@/lib/routing/snapshot";

// The forms bring the plan's schema and its library.
const PlanForms = lazy(async () => ({ default: (await import("./plan-forms")).PlanForms }));

/** The wizard of a new canary. */
export function CanaryScreen() {
  const t = useTranslations("canaries");
  const state = useCanaryState();
  const { service } = state;
  return (
    <WizardFrame
      title={
        service === undefined ? t("new") : t("newOf", { service: `${service.namespace}/${service.name}` })
      }
      subtitle={t("lead")}
      steps={canarySteps.map((id) => ({ id, label: t(`rail.${id}`), heading: t(`heading.${id}`) }))}
      step={state.step}
      onGo={(step) => void state.go(step)}
    >
      {service === undefined ? (
        <LazyServiceStep onChoose={(chosen) => void state.choose(chosen)} />
      ) : (
        <OfService service={service} state={state} />
      )}
    </WizardFrame>
  );
}

function OfService({ service, state }: { service: ServiceName; state: CanaryState }) {
  const trpc = useTRPC();
  const { cluster } = useScope();
  const query = useQuery(
    trpc.canaries.options.queryOptions({ cluster, service }, { refetchInterval: 15_000 }),
  );
  return (
    <QueryBoundary query={query}>
      {(options) =>
        state.from === null ? (
          <PlanForms options={options} state={state} />
        ) : (
          <FromRun runId={state.from} options={options} state={state} />
        )
      }
    </QueryBoundary>
  );
}

type FromProps = {
  readonly runId: string;
  readonly options: CanaryOptions;
  readonly state: CanaryState;
};

/** Begins with the plan of an earlier run. */
function FromRun({ runId, options, state }: FromProps) {
  const trpc = useTRPC();
  const query = useQuery(trpc.canaries.read.queryOptions({ runId }, { staleTime: Infinity }));
  return (
    <QueryBoundary query={query}>
      {({ body }) => <PlanForms options={options} state={state} base={body.plan} />}
    </QueryBoundary>
  );
}
