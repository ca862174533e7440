import { titleOfPage } from "@/app/page-title";
import { Prefetch } from "@/app/prefetch";
import { OverviewScreen } from "@/components/overview/overview-screen";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";

export const generateMetadata = titleOfPage("overview");

export default async function OverviewPage({ searchParams }: { searchParams: Promise<SearchRecord> }) {
  const scope = scopeFromSearch(await searchParams);
  return (
    <Prefetch queries={(trpc) => [trpc.overview.read.queryOptions(scope)]}>
      <OverviewScreen />
    </Prefetch>
  );
}
