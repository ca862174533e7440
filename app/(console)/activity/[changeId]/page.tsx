import type { Metadata } from "next";
import { Prefetch } from "@/app/prefetch";
import { ChangeScreen } from "@/components/activity/change-screen";

export const metadata: Metadata = { title: "Change" };

export default async function ChangePage({ params }: { params: Promise<{ changeId: string }> }) {
  const { changeId } = await params;
  return (
    <Prefetch queries={(trpc) => [trpc.changes.read.queryOptions({ changeId })]}>
      <ChangeScreen changeId={changeId} />
    </Prefetch>
  );
}
