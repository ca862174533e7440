"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "./router-outputs";
import { useTRPC } from "@/components/query/trpc";

/** Applies a stored plan; everything that is shown afterwards is read anew. */
export function useApplyPlan(onDone: (changeId: string) => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.changes.applyPlan.mutationOptions({
      onSuccess: async (change) => {
        onDone(change.id);
        await queryClient.invalidateQueries();
      },
    }),
  );
}

type Planned = RouterOutputs["changes"]["plan"];

/** Hands a fresh plan to its review: one that could not be stored is known to this window alone. */
function useKeepPlan(onPlanned: (planHash: string) => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return ({ data, warnings, evidence }: Planned) => {
    const { planHash } = data;
    queryClient.setQueryData(trpc.changes.storedPlan.queryKey({ planHash }), {
      data: { plan: data },
      warnings: [...warnings],
      evidence: [...evidence],
    });
    onPlanned(planHash);
  };
}

/** Plans any request. */
export function usePlanRequest(onPlanned: (planHash: string) => void) {
  const trpc = useTRPC();
  const onSuccess = useKeepPlan(onPlanned);
  return useMutation(trpc.changes.plan.mutationOptions({ onSuccess }));
}

/** Plans the undo of a change. */
export function usePlanUndo(onPlanned: (planHash: string) => void) {
  const trpc = useTRPC();
  const onSuccess = useKeepPlan(onPlanned);
  return useMutation(trpc.changes.undo.mutationOptions({ onSuccess }));
}

/** Plans what a change that stopped half-way has left to write. */
export function usePlanContinue(onPlanned: (planHash: string) => void) {
  const trpc = useTRPC();
  const onSuccess = useKeepPlan(onPlanned);
  return useMutation(trpc.changes.continue.mutationOptions({ onSuccess }));
}
