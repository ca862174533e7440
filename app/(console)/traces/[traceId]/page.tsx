import type { Metadata } from "next";
import { TraceScreen } from "@/components/traces/trace-screen";

type Props = { params: Promise<{ traceId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).traceId).slice(0, 16) };
}

/** Not prefetched: a large trace inside of the page's HTML would have to be read twice. */
export default async function TracePage({ params }: Props) {
  const { traceId } = await params;
  return <TraceScreen traceId={decodeURIComponent(traceId)} />;
}
