import { notFound } from "next/navigation";
import { titleOfPage } from "@/app/page-title";
import { Prefetch } from "@/app/prefetch";
import { SecurityIntentScreen } from "@/components/security/security-intent-screen";
import { securityKindFromSlug } from "@/components/security/security-kinds";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";

type Props = { params: Promise<{ intent: string }>; searchParams: Promise<SearchRecord> };

export const generateMetadata = titleOfPage("security");

export default async function SecurityIntentPage({ params, searchParams }: Props) {
  const kind = securityKindFromSlug((await params).intent);
  if (kind === undefined) notFound();
  const search = await searchParams;
  const scope = scopeFromSearch(search);
  const { cluster, namespaces } = scope;
  const [namespace = "", name = ""] =
    typeof search["service"] === "string" ? search["service"].split("/") : [];
  return (
    <Prefetch
      queries={(trpc) =>
        namespace !== ""
          ? [trpc.routing.options.queryOptions({ cluster, kind, target: { namespace, name } })]
          : kind === "backend_tls"
            ? [trpc.routing.services.queryOptions({ cluster, namespaces })]
            : [trpc.security.read.queryOptions(scope)]
      }
    >
      <SecurityIntentScreen key={kind} kind={kind} />
    </Prefetch>
  );
}
