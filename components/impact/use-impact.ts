"use client";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTRPCClient } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import type { ChangeRequest } from "@/lib/changes/change-set";

/** An edit counts once the hand has rested for this long. */
const settledMs = 350;

/** The predicted effect of the settled request; the answer before it stays until the next one is there. */
export function useImpact(request: ChangeRequest | undefined, cluster?: string) {
  const client = useTRPCClient();
  const scope = useScope();
  const text = useMemo(() => (request === undefined ? "" : JSON.stringify(request)), [request]);
  const [settled] = useDebouncedValue(text, settledMs);
  const place = cluster ?? scope.cluster;
  const query = useQuery({
    queryKey: ["impact.preview", place, settled],
    // A superseded request is aborted by its signal.
    queryFn: ({ signal }) =>
      client.impact.preview.mutate(
        { cluster: place, request: JSON.parse(settled) as ChangeRequest },
        { signal },
      ),
    enabled: settled !== "",
    placeholderData: keepPreviousData,
    staleTime: 15_000,
    retry: false,
  });
  return { query, isSettling: text !== settled || query.isPlaceholderData };
}
