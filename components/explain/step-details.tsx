"use client";
import { useTranslations } from "use-intl";
import { ClusterDetails } from "./cluster-details";
import { EndpointsTable } from "./endpoints-table";
import classes from "./explain.module.css";
import type { WayContext } from "./explanation-view";
import { FactList, type Fact } from "./fact-list";
import { FilterList } from "./filter-list";
import { RouteDetails } from "./route-details";
import { useBecause } from "./use-because";
import type { FlowStep } from "@/lib/proxies/explain-flow/explanation";

/** Whether a step has more to tell than its line. */
export function hasDetail(step: FlowStep): boolean {
  switch (step.kind) {
    case "address":
    case "route_table":
      return false;
    case "listener":
      return step.tried.length + step.inspectors.length > 0;
    case "filter_chain":
      return step.tls !== undefined;
    case "network_filters":
    case "http_filters":
      return step.filters.length > 0;
    case "request":
      return true;
    case "virtual_host":
      return step.domains.length + step.others.length > 0;
    case "route":
      return step.skipped.length > 0 || step.effects !== undefined || step.dependsOn.length > 0;
    case "cluster":
      return step.type !== "";
    case "endpoints":
      return step.endpoints.length > 0;
  }
}

/** What a step has to tell. */
export function StepDetails({ step, context }: { step: FlowStep; context: WayContext }) {
  switch (step.kind) {
    case "address":
    case "route_table":
      return null;
    case "listener":
      return <ListenerDetails step={step} />;
    case "filter_chain":
      return <ChainDetails step={step} />;
    case "network_filters":
    case "http_filters":
      return <FilterList filters={step.filters} />;
    case "request":
      return <RequestDetails step={step} />;
    case "virtual_host":
      return <HostDetails step={step} />;
    case "route":
      return <RouteDetails step={step} context={context} />;
    case "cluster":
      return <ClusterDetails step={step} />;
    case "endpoints":
      return <EndpointsTable step={step} context={context} />;
  }
}

function ListenerDetails({ step }: { step: Extract<FlowStep, { kind: "listener" }> }) {
  const t = useTranslations("explain");
  const say = useBecause();
  const facts: readonly Fact[] = [
    [
      t("detail.tried"),
      step.tried.map(({ name, because }) => (
        <div key={name}>
          <code>{name}</code> {say(because)}
        </div>
      )),
      step.tried.length > 0,
    ],
    [
      t("detail.inspectors"),
      step.inspectors.map((one) => <div key={JSON.stringify(one)}>{say(one)}</div>),
      step.inspectors.length > 0,
    ],
  ];
  return <FactList facts={facts} />;
}

function ChainDetails({ step }: { step: Extract<FlowStep, { kind: "filter_chain" }> }) {
  const t = useTranslations("explain");
  const { tls, conditions } = step;
  return (
    <FactList
      facts={[
        [t("detail.conditions"), conditions, conditions !== ""],
        [
          t("detail.tls"),
          t("detail.secrets", { names: tls?.secrets.join(", ") ?? "" }),
          (tls?.secrets.length ?? 0) > 0,
        ],
      ]}
    />
  );
}

function RequestDetails({ step }: { step: Extract<FlowStep, { kind: "request" }> }) {
  const t = useTranslations("explain");
  const say = useBecause();
  if (step.changes.length === 0) return <p className={classes.muted}>{t("detail.noChanges")}</p>;
  return (
    <ul className={classes.notes} aria-label={t("detail.changes")}>
      {step.changes.map((change) => (
        <li key={JSON.stringify(change)}>{say(change)}</li>
      ))}
    </ul>
  );
}

function HostDetails({ step }: { step: Extract<FlowStep, { kind: "virtual_host" }> }) {
  const t = useTranslations("explain");
  const others = step.others.map(({ name, domains }) => (
    <div key={name}>
      <code>{name}</code> <span className={classes.muted}>{domains.join(", ")}</span>
    </div>
  ));
  return (
    <FactList
      facts={[
        [t("detail.domains"), step.domains.join(", "), step.domains.length > 0],
        [
          t("detail.others"),
          <>
            {others}
            {step.othersMore === 0 ? null : t("detail.othersMore", { count: step.othersMore })}
          </>,
          others.length > 0,
        ],
      ]}
    />
  );
}
