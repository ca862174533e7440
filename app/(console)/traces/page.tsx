import { titleOfPage } from "@/app/page-title";
import { Prefetch } from "@/app/prefetch";
import { TraceSearchScreen } from "@/components/traces/trace-search-screen";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";
import { filtersFromTexts, traceTextsFromSearch } from "@/lib/url/traces";

export const generateMetadata = titleOfPage("traces");

export default async function TracesPage({ searchParams }: { searchParams: Promise<SearchRecord> }) {
  const search = await searchParams;
  const scope = scopeFromSearch(search);
  const { cluster, namespaces } = scope;
  const { filters } = filtersFromTexts(traceTextsFromSearch(search));
  return (
    <Prefetch
      queries={(trpc) => [
        trpc.traces.services.queryOptions({ cluster, namespaces }),
        ...(filters === undefined ? [] : [trpc.traces.search.queryOptions({ ...scope, ...filters })]),
      ]}
    >
      <TraceSearchScreen />
    </Prefetch>
  );
}
