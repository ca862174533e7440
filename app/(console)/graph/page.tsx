import { Prefetch } from "@/app/prefetch";
import { GraphScreen } from "@/components/graph/graph-screen";
import { graphQueryFromSearch } from "@/lib/url/graph";

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
