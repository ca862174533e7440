import { redirect } from "next/navigation";
import type { SearchRecord } from "@/lib/url/scope";

export default async function RoutingPage({ searchParams }: { searchParams: Promise<SearchRecord> }) {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(await searchParams)) {
    if (typeof value === "string") params.set(key, value);
  }
  redirect(params.size === 0 ? "/routing/split" : `/routing/split?${params.toString()}`);
}
