import type { Metadata } from "next";
import { Prefetch } from "@/app/prefetch";
import { ControlPlaneScreen } from "@/components/controlplane/controlplane-screen";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";

export const metadata: Metadata = { title: "Control plane" };

export default async function ControlPlanePage({ searchParams }: { searchParams: Promise<SearchRecord> }) {
  const { cluster } = scopeFromSearch(await searchParams);
  return (
    <Prefetch queries={(trpc) => [trpc.controlplane.read.queryOptions({ cluster })]}>
      <ControlPlaneScreen />
    </Prefetch>
  );
}
