"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";

/** The frame's state: clusters, namespaces, actor, demo. Read once a minute; shared by every part of the shell. */
export function useShell() {
  const trpc = useTRPC();
  const { cluster } = useScope();
  return useQuery(trpc.shell.read.queryOptions({ cluster }, { staleTime: 30_000, refetchInterval: 60_000 }));
}
