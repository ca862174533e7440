"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
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

/** Plans the undo of a change. */
export function usePlanUndo(onPlanned: (planHash: string) => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.changes.undo.mutationOptions({
      onSuccess: (answer) => {
        const { planHash } = answer.data;
        queryClient.setQueryData(trpc.changes.storedPlan.queryKey({ planHash }), {
          data: { plan: answer.data },
          warnings: [...answer.warnings],
          evidence: [...answer.evidence],
        });
        onPlanned(planHash);
      },
    }),
  );
}
