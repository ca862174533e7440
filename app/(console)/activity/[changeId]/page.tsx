import { titleOfPage } from "@/app/page-title";
import { Prefetch } from "@/app/prefetch";
import { ChangeScreen } from "@/components/activity/change-screen";

export const generateMetadata = titleOfPage("activity");

export default async function ChangePage({ params }: { params: Promise<{ changeId: string }> }) {
  const { changeId } = await params;
  return (
    <Prefetch queries={(trpc) => [trpc.changes.read.queryOptions({ changeId })]}>
      <ChangeScreen changeId={changeId} />
    </Prefetch>
  );
}
