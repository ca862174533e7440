import type { Metadata } from "next";
import { Prefetch } from "@/app/prefetch";
import { ProxiesScreen } from "@/components/proxies/proxies-screen";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";

export const metadata: Metadata = { title: "Proxies" };

export default async function ProxiesPage({ searchParams }: { searchParams: Promise<SearchRecord> }) {
  const scope = scopeFromSearch(await searchParams);
  return (
    <Prefetch queries={(trpc) => [trpc.proxies.list.queryOptions(scope)]}>
      <ProxiesScreen />
    </Prefetch>
  );
}
