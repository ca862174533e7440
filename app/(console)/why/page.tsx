import type { Metadata } from "next";
import { requestLocale } from "@/app/page-title";
import { Prefetch } from "@/app/prefetch";
import { WhyScreen } from "@/components/causes/why-screen";
import { edgeFromTexts } from "@/components/causes/why-params";
import { messages } from "@/lib/i18n/messages";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: messages[await requestLocale()].causes.title };
}

export default async function WhyPage({ searchParams }: { searchParams: Promise<SearchRecord> }) {
  const search = await searchParams;
  const text = (key: string) => {
    const value = search[key];
    return typeof value === "string" ? value : "";
  };
  const edge = edgeFromTexts({
    source: text("source"),
    destination: text("destination"),
    proxy: text("proxy"),
  });
  const scope = scopeFromSearch(search);
  return (
    <Prefetch
      queries={(trpc) => (edge === undefined ? [] : [trpc.causes.observed.queryOptions({ scope, edge })])}
    >
      <WhyScreen />
    </Prefetch>
  );
}
