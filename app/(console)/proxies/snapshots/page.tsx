import type { Metadata } from "next";
import { requestLocale } from "@/app/page-title";
import { Prefetch } from "@/app/prefetch";
import { SnapshotsScreen } from "@/components/proxies/snapshots/snapshots-screen";
import { messages } from "@/lib/i18n/messages";

export async function generateMetadata(): Promise<Metadata> {
  return { title: messages[await requestLocale()].snapshots.title };
}

export default function SnapshotsPage() {
  return (
    <Prefetch queries={(trpc) => [trpc.snapshots.list.queryOptions({})]}>
      <SnapshotsScreen />
    </Prefetch>
  );
}
