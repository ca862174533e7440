"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { TraceIdBox } from "./trace-id-box";
import { TraceResults } from "./trace-results";
import { ChooseService, NoMatch, NoTracedServices } from "./trace-search-empty";
import { TraceSearchForm } from "./trace-search-form";
import { useTraceFilters } from "./use-trace-filters";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { PageHeader } from "@/components/ui/page-header";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { allServices } from "@/lib/url/traces";

/** Search for traces: filters, results, and why there are none. */
export function TraceSearchScreen() {
  const t = useTranslations("traces");
  const trpc = useTRPC();
  const scope = useScope();
  const refetchInterval = useRefetchMs();
  const { texts, filters, search } = useTraceFilters();
  const { cluster, namespaces } = scope;

  const services = useQuery(
    trpc.traces.services.queryOptions({ cluster, namespaces }, { staleTime: 60_000 }),
  );
  const named = texts.service !== "" && texts.service !== allServices;
  const operations = useQuery(
    trpc.traces.operations.queryOptions(
      { cluster, service: texts.service },
      { enabled: named, staleTime: 60_000 },
    ),
  );
  const results = useQuery(
    trpc.traces.search.queryOptions(
      { ...scope, ...(filters ?? { tags: {}, limit: 1 }) },
      { enabled: filters !== undefined, refetchInterval },
    ),
  );
  const shown = filters === undefined ? services : results;

  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("subtitle")}
        answer={shown.data}
        updatedAtMs={shown.dataUpdatedAt}
        actions={<TraceIdBox />}
      />
      <TraceSearchForm
        key={JSON.stringify(texts)}
        texts={texts}
        services={services.data?.data.services ?? []}
        operations={named ? (operations.data?.data ?? []) : []}
        canSearchAll={services.data?.data.api === "v3"}
        searching={filters !== undefined && results.isFetching && results.isPlaceholderData}
        onService={(service) => search({ service, operation: "" })}
        onSearch={search}
      />
      {filters === undefined ? (
        <QueryBoundary
          query={services}
          isEmpty={(data) => data.services.length === 0}
          empty={<NoTracedServices outsideNamespaces={services.data?.data.outsideNamespaces ?? 0} />}
        >
          {(data) => <ChooseService services={data.services} onChoose={(service) => search({ service })} />}
        </QueryBoundary>
      ) : (
        <QueryBoundary
          query={results}
          skeleton={<PageSkeleton rows={10} />}
          isEmpty={(data) => data.summaries.length === 0}
          empty={<NoMatch filters={filters} outside={results.data?.data.outsideNamespaces ?? 0} />}
        >
          {(data) => <TraceResults {...data} />}
        </QueryBoundary>
      )}
    </>
  );
}
