import { titleOfPage } from "@/app/page-title";
import { Prefetch } from "@/app/prefetch";
import { GraphScreen } from "@/components/graph/graph-screen";
import { graphQueryFromSearch } from "@/lib/url/graph";
import type { SearchRecord } from "@/lib/url/scope";

export const generateMetadata = titleOfPage("graph");

export default async function GraphPage({ searchParams }: { searchParams: Promise<SearchRecord> }) {
  const query = graphQueryFromSearch(await searchParams);
  return (
    <Prefetch queries={(trpc) => [trpc.graph.read.queryOptions(query)]}>
      <GraphScreen />
    </Prefetch>
  );
}
