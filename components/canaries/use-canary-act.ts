"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "@/components/query/trpc";

/** Asks for an act on the run, and reads the run anew. */
export function useCanaryAct(runId: string, onDone: () => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const settle = () => queryClient.invalidateQueries({ queryKey: trpc.canaries.read.queryKey({ runId }) });
  return useMutation(
    trpc.canaries.act.mutationOptions({
      onSuccess: async () => {
        onDone();
        await settle();
      },
      onError: settle,
    }),
  );
}
