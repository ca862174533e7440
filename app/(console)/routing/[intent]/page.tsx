import { notFound } from "next/navigation";
import { titleOfPage } from "@/app/page-title";
import { Prefetch } from "@/app/prefetch";
import { IntentScreen } from "@/components/routing/intent-screen";
import { routingKindFromSlug } from "@/components/routing/wizard/routing-kinds";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";

type Props = { params: Promise<{ intent: string }>; searchParams: Promise<SearchRecord> };

export const generateMetadata = titleOfPage("delivery");

export default async function IntentPage({ params, searchParams }: Props) {
  const kind = routingKindFromSlug((await params).intent);
  if (kind === undefined) notFound();
  const search = await searchParams;
  const { cluster, namespaces } = scopeFromSearch(search);
  const [namespace = "", name = ""] =
    typeof search["service"] === "string" ? search["service"].split("/") : [];
  return (
    <Prefetch
      queries={(trpc) =>
        namespace === "" || name === ""
          ? [trpc.routing.services.queryOptions({ cluster, namespaces })]
          : [trpc.routing.options.queryOptions({ cluster, kind, target: { namespace, name } })]
      }
    >
      <IntentScreen key={kind} kind={kind} />
    </Prefetch>
  );
}
