import { titleOfPage } from "@/app/page-title";
import { Prefetch } from "@/app/prefetch";
import { BoardScreen } from "@/components/controlplane/board-screen";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";

export const generateMetadata = titleOfPage("controlplane");

export default async function SyncBoardPage({ searchParams }: { searchParams: Promise<SearchRecord> }) {
  const { cluster } = scopeFromSearch(await searchParams);
  return (
    <Prefetch queries={(trpc) => [trpc.controlplane.board.queryOptions({ cluster })]}>
      <BoardScreen />
    </Prefetch>
  );
}
