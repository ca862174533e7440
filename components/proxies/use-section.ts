"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { SectionInput } from "./outputs";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs } from "@/components/query/use-scope";
import type { DumpTarget } from "@/lib/proxies/dump-target";

/** How much there is of each section; this small answer is what is asked for again and again. */
export function useOutline(target: DumpTarget) {
  const trpc = useTRPC();
  const refetchInterval = useRefetchMs();
  return useQuery(trpc.proxies.outline.queryOptions(target, { refetchInterval }));
}

/** The rows of a section. They are read again only when the outline says that the configuration is another. */
export function useSection(target: DumpTarget, section: SectionInput["section"]) {
  const trpc = useTRPC();
  const outline = useOutline(target).data?.data;
  const query = useQuery(
    trpc.proxies.section.queryOptions(
      { ...target, section },
      { placeholderData: undefined, staleTime: 60_000, refetchOnWindowFocus: false },
    ),
  );
  const { data, isFetching, isError, refetch } = query;
  const isOld =
    outline !== undefined &&
    data !== undefined &&
    outline.revision !== data.data.revision &&
    outline.fetchedAtMs > data.data.fetchedAtMs;
  useEffect(() => {
    // What runs has changed behind the rows: the server, not React, knows when.
    if (isOld && !isFetching && !isError) void refetch();
  }, [isOld, isFetching, isError, refetch]);
  return query;
}
