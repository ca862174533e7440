import { titleOfPage } from "@/app/page-title";
import { Prefetch } from "@/app/prefetch";
import { CanaryScreen } from "@/components/canaries/canary-screen";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";

export const generateMetadata = titleOfPage("delivery");

export default async function NewCanaryPage({ searchParams }: { searchParams: Promise<SearchRecord> }) {
  const search = await searchParams;
  const { cluster, namespaces } = scopeFromSearch(search);
  const [namespace = "", name = ""] =
    typeof search["service"] === "string" ? search["service"].split("/") : [];
  return (
    <Prefetch
      queries={(trpc) =>
        namespace === "" || name === ""
          ? [trpc.routing.services.queryOptions({ cluster, namespaces })]
          : [trpc.canaries.options.queryOptions({ cluster, service: { namespace, name } })]
      }
    >
      <CanaryScreen />
    </Prefetch>
  );
}
