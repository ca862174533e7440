import type { Metadata } from "next";
import { requestLocale } from "@/app/page-title";
import { Prefetch } from "@/app/prefetch";
import { SnapshotScreen } from "@/components/proxies/snapshots/snapshot-screen";
import { messages } from "@/lib/i18n/messages";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: messages[await requestLocale()].snapshots.one };
}

export default async function SnapshotPage({ params }: Props) {
  const id = decodeURIComponent((await params).id);
  return (
    <Prefetch queries={(trpc) => [trpc.snapshots.read.queryOptions({ id })]}>
      <SnapshotScreen id={id} />
    </Prefetch>
  );
}
