import { TraceScreen } from "@/components/traces/trace-screen";

/** Not prefetched: a large trace inside of the page's HTML would have to be read twice. */
export default async function TracePage({ params }: { params: Promise<{ traceId: string }> }) {
  const { traceId } = await params;
  return <TraceScreen traceId={decodeURIComponent(traceId)} />;
}
