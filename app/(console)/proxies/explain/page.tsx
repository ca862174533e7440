import type { Metadata } from "next";
import { requestLocale } from "@/app/page-title";
import { Prefetch } from "@/app/prefetch";
import { ExplainScreen } from "@/components/explain/explain-screen";
import { messages } from "@/lib/i18n/messages";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: messages[await requestLocale()].explain.title };
}

export default async function ExplainPage({ searchParams }: { searchParams: Promise<SearchRecord> }) {
  const { cluster } = scopeFromSearch(await searchParams);
  return (
    <Prefetch queries={(trpc) => [trpc.explain.sources.queryOptions({ cluster })]}>
      <ExplainScreen />
    </Prefetch>
  );
}
