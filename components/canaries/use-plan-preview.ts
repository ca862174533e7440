"use client";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTRPCClient } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import type { CanaryPlan } from "@/lib/canaries/plan";

/** An edit counts once the hand has rested for this long. */
const settledMs = 400;

/** What the plan would do, as it stands; undefined asks for nothing while fields are wrong. */
export function usePlanPreview(plan: CanaryPlan | undefined) {
  const client = useTRPCClient();
  const { cluster } = useScope();
  const text = useMemo(() => (plan === undefined ? "" : JSON.stringify(plan)), [plan]);
  const [settled] = useDebouncedValue(text, settledMs);
  return useQuery({
    queryKey: ["canaries.preview", cluster, settled],
    queryFn: ({ signal }) =>
      client.canaries.preview.mutate({ cluster, plan: JSON.parse(settled) as CanaryPlan }, { signal }),
    enabled: settled !== "",
    placeholderData: keepPreviousData,
    retry: false,
  });
}
