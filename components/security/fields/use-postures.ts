"use client";
import { useQuery } from "@tanstack/react-query";
import type { WorkloadPosture } from "../outputs";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";

type Postures = {
  /** undefined while they are read, and when they can't be. */
  readonly workloads: readonly WorkloadPosture[] | undefined;
  readonly isPending: boolean;
};

/** The workloads of a namespace as they are protected now; of the whole mesh without one. */
export function usePostures(namespace: string | undefined): Postures {
  const trpc = useTRPC();
  const { cluster, range } = useScope();
  const namespaces = namespace === undefined ? [] : [namespace];
  const query = useQuery(
    trpc.security.read.queryOptions(
      { cluster, range, namespaces },
      { staleTime: 30_000, placeholderData: undefined },
    ),
  );
  const data = query.data?.data;
  return { workloads: data?.isComplete === true ? data.workloads : undefined, isPending: query.isPending };
}

/** Those of them that every label of the selector picks; an empty one picks all. */
export function picked(
  workloads: readonly WorkloadPosture[],
  selector: Readonly<Record<string, string>>,
): readonly WorkloadPosture[] {
  const wanted = Object.entries(selector);
  return workloads.filter(({ labels }) => wanted.every(([key, value]) => labels[key] === value));
}
