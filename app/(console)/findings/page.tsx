import { titleOfPage } from "@/app/page-title";
import { Prefetch } from "@/app/prefetch";
import { FindingsScreen } from "@/components/findings/findings-screen";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";

export const generateMetadata = titleOfPage("findings");

export default async function FindingsPage({ searchParams }: { searchParams: Promise<SearchRecord> }) {
  const { cluster, namespaces } = scopeFromSearch(await searchParams);
  return (
    <Prefetch queries={(trpc) => [trpc.findings.list.queryOptions({ cluster, namespaces })]}>
      <FindingsScreen />
    </Prefetch>
  );
}
