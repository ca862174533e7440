import { titleOfPage } from "@/app/page-title";
import { Prefetch } from "@/app/prefetch";
import { ExperimentScreen } from "@/components/faults/experiment-screen";

export const generateMetadata = titleOfPage("delivery");

export default async function ExperimentPage({ params }: { params: Promise<{ runId: string }> }) {
  const { runId } = await params;
  return (
    <Prefetch queries={(trpc) => [trpc.faults.read.queryOptions({ runId })]}>
      <ExperimentScreen runId={runId} />
    </Prefetch>
  );
}
