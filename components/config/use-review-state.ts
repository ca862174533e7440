"use client";
import { parseAsString, useQueryStates } from "nuqs";

/** Which step of a write the page shows: none, the review of a plan, or what became of the change. */
export function useReviewState() {
  const [{ plan, change }, set] = useQueryStates(
    { plan: parseAsString, change: parseAsString },
    { history: "push" },
  );
  return {
    planHash: plan,
    changeId: change,
    planned: (planHash: string) => void set({ plan: planHash, change: null }),
    applied: (changeId: string) => void set({ change: changeId }),
    edit: () => void set({ plan: null, change: null }),
  };
}
