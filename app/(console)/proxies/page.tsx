import { titleOfPage } from "@/app/page-title";
import { Prefetch } from "@/app/prefetch";
import { ProxiesScreen } from "@/components/proxies/proxies-screen";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";

export const generateMetadata = titleOfPage("proxies");

export default async function ProxiesPage({ searchParams }: { searchParams: Promise<SearchRecord> }) {
  const scope = scopeFromSearch(await searchParams);
  return (
    <Prefetch queries={(trpc) => [trpc.proxies.list.queryOptions(scope)]}>
      <ProxiesScreen />
    </Prefetch>
  );
}
