import { titleOfPage } from "@/app/page-title";
import { Prefetch } from "@/app/prefetch";
import { SecurityScreen } from "@/components/security/security-screen";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";

export const generateMetadata = titleOfPage("security");

export default async function SecurityPage({ searchParams }: { searchParams: Promise<SearchRecord> }) {
  const scope = scopeFromSearch(await searchParams);
  return (
    <Prefetch queries={(trpc) => [trpc.security.read.queryOptions(scope)]}>
      <SecurityScreen />
    </Prefetch>
  );
}
