"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";

/** Changes in the page's range, to be drawn on time charts. None while they cannot be read. */
export function useChangeMarkers(service?: {
  namespace: string;
  name: string;
}): readonly { timeMs: number; label: string }[] {
  const trpc = useTRPC();
  const scope = useScope();
  const query = useQuery(
    trpc.changes.markers.queryOptions(
      { ...scope, ...(service === undefined ? {} : { service }) },
      { refetchInterval: useRefetchMs() },
    ),
  );
  return query.data?.data ?? [];
}
