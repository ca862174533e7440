"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import classes from "./explain.module.css";
import { RequestForm } from "./request-form";
import { ResultPane } from "./result-pane";
import { useFlowView } from "./use-flow-view";
import { ViewNotes } from "./view-notes";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { ErrorState } from "@/components/ui/error-state";
import { PageHeader } from "@/components/ui/page-header";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { workloadFromPodName } from "@/lib/mesh/workload-from-pod";
import type { FlowRequest } from "@/lib/proxies/explain-flow/flow-request";
import type { ExplainSource } from "@/server/operations/explain/answers";
import type { ServiceAddress } from "@/server/operations/explain/service-request";

/** A proxy of `namespace/workload`, one that is connected before others; of an application, any version's. */
function proxyOfWorkload(sources: readonly ExplainSource[] | undefined, workload: string | undefined) {
  if (sources === undefined || workload === undefined) return undefined;
  const named = sources.flatMap(({ target, isConnected }) =>
    "snapshot" in target
      ? []
      : [{ target, isConnected, name: `${target.namespace}/${workloadFromPodName(target.pod)}` }],
  );
  const exact = named.filter(({ name }) => name === workload);
  const isVersion = (name: string) =>
    name.startsWith(`${workload}-`) && /^v\d[\w.-]*$/.test(name.slice(workload.length + 1));
  const own = exact.length > 0 ? exact : named.filter(({ name }) => isVersion(name));
  return (own.find(({ isConnected }) => isConnected) ?? own[0])?.target;
}

/** What is asked of a service of which only the address is known. */
function requestTo(address: ServiceAddress | undefined, isTcp: boolean): FlowRequest | undefined {
  if (address === undefined) return undefined;
  const { host, port } = address;
  const plain = { direction: "outbound", method: "GET", path: "/", headers: [], caller: {} } as const;
  return { ...plain, host, port, scheme: isTcp ? "tcp" : "http", headersAreComplete: false };
}

/** Explains one request by the configuration of one proxy: the form, and what comes of it. */
export function ExplainScreen() {
  const t = useTranslations("explain");
  const trpc = useTRPC();
  const { cluster } = useScope();
  const [view, actions] = useFlowView();
  const refetchInterval = useRefetchMs();
  // A link may name a cluster, also the one that is shown without a name: its proxies are listed by that name.
  const named = view.target === undefined || "snapshot" in view.target ? undefined : view.target.cluster;
  const sources = useQuery(trpc.explain.sources.queryOptions({ cluster: named ?? cluster }));
  const fromSpan = useQuery(
    trpc.explain.fromSpan.queryOptions(
      { cluster, traceId: view.span?.traceId ?? "", spanId: view.span?.spanId ?? "" },
      { enabled: view.span !== undefined, staleTime: Number.POSITIVE_INFINITY },
    ),
  );
  const asked = useQuery(
    trpc.explain.service.queryOptions(
      { cluster, namespace: "-", name: "-", ...view.service },
      { enabled: view.service !== undefined && view.request === undefined },
    ),
  );
  const span = view.span === undefined ? undefined : fromSpan.data?.data;
  const list = sources.data?.data;
  const target = view.target ?? span?.target ?? proxyOfWorkload(list, view.workload);
  const request = view.request ?? span?.request ?? requestTo(asked.data?.data, view.service?.isTcp === true);
  const result = useQuery(
    trpc.explain.request.queryOptions(
      // The query is off until both are there.
      { target: target ?? { snapshot: "-" }, request: request ?? { port: 1 } },
      { enabled: target !== undefined && request !== undefined, refetchInterval },
    ),
  );
  const isWaitingForSpan = view.span !== undefined && fromSpan.isPending;
  const isProxyMissing = target === undefined && view.workload !== undefined;
  const isKindAwaited = target !== undefined && request === undefined && list === undefined;
  const isWaiting =
    isWaitingForSpan ||
    (isProxyMissing && sources.isPending) ||
    (view.service !== undefined && view.request === undefined && asked.isPending);
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("subtitle")}
        answer={result.data}
        updatedAtMs={result.dataUpdatedAt}
      />
      <div className={classes.columns}>
        <section className={classes.form} aria-label={t("form.label")}>
          {isWaitingForSpan ? (
            <PageSkeleton />
          ) : (
            <RequestForm
              // The kind of a given source says the first direction; nothing else that is typed waits for the list.
              key={JSON.stringify([target, request, isKindAwaited])}
              target={target}
              request={request}
              sources={list}
              onExplain={actions.show}
            />
          )}
        </section>
        <section className={classes.result} aria-label={t("result.label")}>
          {fromSpan.error !== null && view.span !== undefined ? (
            <ErrorState error={fromSpan.error} onRetry={() => void fromSpan.refetch()} />
          ) : null}
          {asked.error === null || view.request !== undefined ? null : (
            <ErrorState error={asked.error} onRetry={() => void asked.refetch()} />
          )}
          <ViewNotes
            wrong={view.wrong}
            workload={isProxyMissing ? view.workload : undefined}
            sources={sources}
          />
          {isWaiting ? (
            <PageSkeleton />
          ) : (
            <ResultPane
              target={target}
              request={request}
              query={result}
              span={span}
              at={view.at}
              versus={view.versus}
              sources={list}
              actions={actions}
            />
          )}
        </section>
      </div>
    </>
  );
}
