"use client";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { checkPlan } from "./check-plan";
import { previewPlan } from "./new-plan";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import { useTRPCClient } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import type { ExperimentPlan } from "@/lib/faults/experiment-plan";

export type ExperimentPreview = RouterOutputs["faults"]["preview"]["data"];

/** An edit counts once the hand has rested for this long. */
const settledMs = 400;

/** What the plan would do as it stands; asks for nothing while its fields are wrong. */
export function usePlanPreview(plan: ExperimentPlan, refetchMs: number | false = 30_000) {
  const client = useTRPCClient();
  const { cluster } = useScope();
  const text = useMemo(() => {
    const checked = checkPlan(previewPlan(plan));
    return checked.state === "valid" ? JSON.stringify(checked.plan) : "";
  }, [plan]);
  const [settled] = useDebouncedValue(text, settledMs);
  const query = useQuery({
    queryKey: ["faults.preview", cluster, settled],
    queryFn: ({ signal }) =>
      client.faults.preview.mutate({ cluster, plan: JSON.parse(settled) as ExperimentPlan }, { signal }),
    enabled: settled !== "",
    placeholderData: keepPreviousData,
    refetchInterval: refetchMs,
    retry: false,
  });
  // While fields are wrong the last answer is about another plan.
  return { query, isCurrent: text !== "" && text === settled && !query.isPlaceholderData };
}
export type PlanPreview = ReturnType<typeof usePlanPreview>;
