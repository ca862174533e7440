import { titleOfPage } from "@/app/page-title";
import { Prefetch } from "@/app/prefetch";
import { DeliveryScreen } from "@/components/delivery/delivery-screen";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";

export const generateMetadata = titleOfPage("delivery");

export default async function DeliveryPage({ searchParams }: { searchParams: Promise<SearchRecord> }) {
  const { cluster, namespaces } = scopeFromSearch(await searchParams);
  return (
    <Prefetch queries={(trpc) => [trpc.delivery.list.queryOptions({ cluster, namespaces, limit: 200 })]}>
      <DeliveryScreen />
    </Prefetch>
  );
}
