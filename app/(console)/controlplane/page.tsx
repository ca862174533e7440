import { titleOfPage } from "@/app/page-title";
import { Prefetch } from "@/app/prefetch";
import { ControlPlaneScreen } from "@/components/controlplane/controlplane-screen";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";

export const generateMetadata = titleOfPage("controlplane");

export default async function ControlPlanePage({ searchParams }: { searchParams: Promise<SearchRecord> }) {
  const { cluster } = scopeFromSearch(await searchParams);
  return (
    <Prefetch queries={(trpc) => [trpc.controlplane.read.queryOptions({ cluster })]}>
      <ControlPlaneScreen />
    </Prefetch>
  );
}
