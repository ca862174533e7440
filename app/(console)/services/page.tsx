import type { Metadata } from "next";
import { Prefetch } from "@/app/prefetch";
import { ServicesScreen } from "@/components/services/services-screen";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";

export const metadata: Metadata = { title: "Services" };

export default async function ServicesPage({ searchParams }: { searchParams: Promise<SearchRecord> }) {
  const scope = scopeFromSearch(await searchParams);
  return (
    <Prefetch queries={(trpc) => [trpc.services.list.queryOptions(scope)]}>
      <ServicesScreen />
    </Prefetch>
  );
}
