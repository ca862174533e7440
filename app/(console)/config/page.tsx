import { titleOfPage } from "@/app/page-title";
import { Prefetch } from "@/app/prefetch";
import { ConfigScreen } from "@/components/config/config-screen";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";

export const generateMetadata = titleOfPage("config");

export default async function ConfigPage({ searchParams }: { searchParams: Promise<SearchRecord> }) {
  const search = await searchParams;
  const { cluster, namespaces } = scopeFromSearch(search);
  const family = search["family"] === "kubernetes" ? "kubernetes" : "mesh";
  return (
    <Prefetch queries={(trpc) => [trpc.config.list.queryOptions({ cluster, namespaces, family })]}>
      <ConfigScreen />
    </Prefetch>
  );
}
