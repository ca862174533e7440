import { titleOfPage } from "@/app/page-title";
import { Prefetch } from "@/app/prefetch";
import { ServicesScreen } from "@/components/services/services-screen";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";

export const generateMetadata = titleOfPage("services");

export default async function ServicesPage({ searchParams }: { searchParams: Promise<SearchRecord> }) {
  const scope = scopeFromSearch(await searchParams);
  return (
    <Prefetch queries={(trpc) => [trpc.services.list.queryOptions(scope)]}>
      <ServicesScreen />
    </Prefetch>
  );
}
