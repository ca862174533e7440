"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { OptionsStep, type SplitOptions } from "./options-step";
import { splitSteps, useSplitState } from "./use-split-state";
import { splitNames } from "./version-table";
import { LazyChangeOutcome, LazyReviewStep, LazyServiceStep, LazyWeightsStep } from "./wizard/lazy-steps";
import { WizardFrame } from "./wizard/wizard-frame";
import { usePlanRequest } from "@/components/changes/use-change-writes";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { evenWeights, type Weights } from "@/lib/routing/balance-weights";
import type { ServiceName } from "@/lib/routing/snapshot";

/** The traffic-split wizard. */
export function SplitScreen() {
  const t = useTranslations("routing");
  const state = useSplitState();
  const title =
    state.service === undefined
      ? t("title")
      : t("wizard.title", { service: `${state.service.namespace}/${state.service.name}` });
  const steps = splitSteps.map((id) => ({ id, label: t(`step.${id}`), heading: t(`splitHeading.${id}`) }));
  return (
    <WizardFrame
      title={title}
      subtitle={t("intent.traffic_split.what")}
      steps={steps}
      step={state.step}
      onGo={(step) => void state.go(step)}
    >
      {state.service === undefined ? (
        <LazyServiceStep onChoose={(service) => void state.choose(service)} />
      ) : state.step === "verify" && state.changeId !== null ? (
        <LazyChangeOutcome changeId={state.changeId} />
      ) : (
        <ServiceSplit service={state.service} state={state} />
      )}
    </WizardFrame>
  );
}

type State = ReturnType<typeof useSplitState>;

function ServiceSplit({ service, state }: { service: ServiceName; state: State }) {
  const trpc = useTRPC();
  const { cluster } = useScope();
  const input = { cluster, service, ...(state.port === undefined ? {} : { port: state.port }) };
  const query = useQuery(trpc.routing.splitOptions.queryOptions(input, { refetchInterval: 15_000 }));
  return (
    <QueryBoundary query={query}>
      {(options) => <Steps service={service} state={state} options={options} cluster={cluster} />}
    </QueryBoundary>
  );
}

type StepsProps = { service: ServiceName; state: State; options: SplitOptions; cluster: string };

function Steps({ service, state, options, cluster }: StepsProps) {
  const api = chosenApi(options, state.api);
  const weights = startWeights(options, api ?? "istio", state.weights);
  const plan = usePlanRequest((planHash) => void state.planned(planHash));
  const ask = () =>
    plan.mutate({
      cluster,
      request: {
        kind: "traffic_split",
        intent: intentOf(service, options, api ?? "istio", weights, state.port),
      },
    });
  if (state.step === "review" && state.planHash !== null) {
    return (
      <LazyReviewStep
        planHash={state.planHash}
        onApplied={(changeId) => void state.applied(changeId)}
        onReplan={ask}
        onEdit={() => void state.go("weights")}
      />
    );
  }
  if (state.step === "weights" && api !== undefined) {
    return (
      <LazyWeightsStep
        options={options}
        api={api}
        weights={weights}
        onWeights={(next) => void state.setWeights(next)}
        onPlan={ask}
        onBack={() => void state.go("options")}
        isPlanning={plan.isPending}
        error={plan.error}
      />
    );
  }
  return (
    <OptionsStep
      options={options}
      api={api}
      onApi={(next) => void state.setApi(next)}
      port={state.port}
      onPort={(next) => void state.setPort(next)}
      onNext={() => void state.go("weights")}
      onBack={() => void state.go("service")}
    />
  );
}

function chosenApi(options: SplitOptions, wanted: "istio" | "gateway" | null) {
  const fitting = options.apis.filter(({ fits }) => fits);
  return (fitting.find(({ api }) => api === wanted) ?? fitting[0])?.api;
}

/** The URL's weights where they name this service's versions, else what is live, else even. */
function startWeights(options: SplitOptions, api: "istio" | "gateway", fromUrl: Weights): Weights {
  const names = options.versions.flatMap((version) => splitNames(options, api)(version) ?? []);
  if (names.some((name) => fromUrl[name] !== undefined)) {
    return Object.fromEntries(names.map((name) => [name, fromUrl[name] ?? 0]));
  }
  const current = options.apis.find((row) => row.api === api)?.current;
  if (current?.ok !== true) return evenWeights(names);
  const live = new Map(current.intent.destinations.map(({ name, weightPercent }) => [name, weightPercent]));
  return Object.fromEntries(names.map((name) => [name, live.get(name) ?? 0]));
}

/** Versions that had no weight and get none stay out of the route. */
function intentOf(
  service: ServiceName,
  options: SplitOptions,
  api: "istio" | "gateway",
  weights: Weights,
  port: number | undefined,
) {
  const { current, naming } = options.apis.find((row) => row.api === api) ?? {};
  const nameOf = splitNames(options, api);
  const byService = api === "istio" && naming === "service" ? { backend: "service" as const } : {};
  const live = new Set(current?.ok === true ? current.intent.destinations.map(({ name }) => name) : []);
  const destinations = options.versions.flatMap((version) => {
    const name = nameOf(version);
    const weightPercent = name === undefined ? 0 : (weights[name] ?? 0);
    return name === undefined || (weightPercent === 0 && !live.has(name))
      ? []
      : [{ name, labels: { ...version.labels }, weightPercent, ...byService }];
  });
  const httpPort = port ?? options.ports.find(({ protocol }) => protocol !== "tcp")?.port;
  const needsPort = api === "gateway" || port !== undefined;
  return { api, service, destinations, ...(needsPort && httpPort !== undefined ? { port: httpPort } : {}) };
}
