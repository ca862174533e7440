import { titleOfPage } from "@/app/page-title";
import { Prefetch } from "@/app/prefetch";
import { GraphScreen } from "@/components/graph/graph-screen";
import { graphQueryFromSearch } from "@/lib/url/graph";

export const generateMetadata = titleOfPage("graph");

export default async function GraphPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const query = graphQueryFromSearch(await searchParams);
  return (
    <Prefetch queries={(trpc) => [trpc.graph.read.queryOptions(query)]}>
      <GraphScreen />
    </Prefetch>
  );
}
