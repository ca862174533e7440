import type { Metadata } from "next";
import { requestLocale } from "@/app/page-title";
import { Prefetch } from "@/app/prefetch";
import { DiffScreen } from "@/components/proxies/diff/diff-screen";
import { messages } from "@/lib/i18n/messages";
import { targetFromText } from "@/lib/proxies/dump-target";
import { scopeFromSearch, type SearchRecord } from "@/lib/url/scope";

type Props = { searchParams: Promise<SearchRecord> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: messages[await requestLocale()].diff.title };
}

export default async function DiffPage(props: Props) {
  const search = await props.searchParams;
  const scope = scopeFromSearch(search);
  const [left, right] = (["left", "right"] as const).map((side) => {
    const text = search[side];
    return typeof text === "string" ? targetFromText(text) : undefined;
  });
  const isPlain = !["section", "kind", "severity", "q", "expected", "offset"].some((key) => key in search);
  return (
    <Prefetch
      queries={(trpc) => [
        trpc.proxies.list.queryOptions({ ...scope, namespaces: [] }),
        ...(left === undefined || right === undefined || !isPlain
          ? []
          : [
              trpc.diff.read.queryOptions({
                left,
                right,
                text: "",
                withExpected: false,
                offset: 0,
                limit: 100,
              }),
            ]),
      ]}
    >
      <DiffScreen />
    </Prefetch>
  );
}
