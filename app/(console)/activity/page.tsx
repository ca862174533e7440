import { titleOfPage } from "@/app/page-title";
import { Prefetch } from "@/app/prefetch";
import { ActivityScreen } from "@/components/activity/activity-screen";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";

export const generateMetadata = titleOfPage("activity");

export default async function ActivityPage({ searchParams }: { searchParams: Promise<SearchRecord> }) {
  const search = await searchParams;
  const { cluster, namespaces, range } = scopeFromSearch(search);
  const input = { cluster, namespaces, ...(search["when"] === "range" ? { range } : {}) };
  return (
    <Prefetch queries={(trpc) => [trpc.activity.list.queryOptions(input)]}>
      <ActivityScreen />
    </Prefetch>
  );
}
