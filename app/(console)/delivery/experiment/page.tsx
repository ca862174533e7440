import { titleOfPage } from "@/app/page-title";
import { Prefetch } from "@/app/prefetch";
import { ExperimentsScreen } from "@/components/faults/experiments-screen";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";

export const generateMetadata = titleOfPage("delivery");

export default async function ExperimentsPage({ searchParams }: { searchParams: Promise<SearchRecord> }) {
  const { cluster, namespaces } = scopeFromSearch(await searchParams);
  return (
    <Prefetch
      queries={(trpc) => [
        trpc.delivery.list.queryOptions({ cluster, namespaces, limit: 500 }),
        trpc.faults.templates.list.queryOptions({ cluster }),
        trpc.faults.schedules.list.queryOptions({ cluster }),
        trpc.faults.killSwitch.read.queryOptions({ cluster }),
      ]}
    >
      <ExperimentsScreen />
    </Prefetch>
  );
}
