import { titleOfPage } from "@/app/page-title";
import { Prefetch } from "@/app/prefetch";
import { RunScreen } from "@/components/canaries/run-screen";

export const generateMetadata = titleOfPage("delivery");

export default async function CanaryRunPage({ params }: { params: Promise<{ runId: string }> }) {
  const { runId } = await params;
  return (
    <Prefetch queries={(trpc) => [trpc.canaries.read.queryOptions({ runId })]}>
      <RunScreen runId={runId} />
    </Prefetch>
  );
}
