"use client";
import { useInfiniteQuery, type InfiniteData } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { FindInput, FleetPage, FleetRow, TrustRow } from "../outputs";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";

export type FleetAnswer<T> = {
  readonly found: readonly T[];
  readonly silent: FleetPage["silent"];
  readonly asked: number;
  readonly total: number | undefined;
  /** Of the list of proxies, which every page reads. */
  readonly warnings: FleetPage["warnings"];
};

type Page<T> = {
  readonly warnings: FleetPage["warnings"];
  readonly data: {
    readonly found: readonly T[];
    readonly silent: FleetPage["silent"];
    readonly asked: number;
    readonly total: number;
  };
};

function joined<T>(data: InfiniteData<Page<T>, unknown> | undefined): FleetAnswer<T> {
  const pages = data?.pages ?? [];
  return {
    found: pages.flatMap((page) => page.data.found),
    silent: pages.flatMap((page) => page.data.silent),
    asked: pages.reduce((sum, page) => sum + page.data.asked, 0),
    total: pages.at(-1)?.data.total,
    warnings: pages.at(-1)?.warnings ?? [],
  };
}

type Walk = {
  readonly hasNextPage: boolean;
  readonly isFetching: boolean;
  readonly isError: boolean;
  readonly fetchNextPage: () => Promise<unknown>;
};

/** Goes on with the next proxies while there are some and nobody said stop. */
function useWalk({ hasNextPage, isFetching, isError, fetchNextPage }: Walk, key: string) {
  const [stoppedAt, setStoppedAt] = useState<string>();
  const isStopped = stoppedAt === key;
  useEffect(() => {
    // The server says with each page whether there are more to ask.
    if (hasNextPage && !isFetching && !isError && !isStopped) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, isStopped, fetchNextPage]);
  return {
    isRunning: isFetching || (hasNextPage && !isError && !isStopped),
    isStopped: isStopped && hasNextPage,
    stop: () => setStoppedAt(key),
    goOn: () => setStoppedAt(undefined),
  };
}

const quiet = { refetchOnWindowFocus: false, staleTime: 60_000 } as const;

/** What every proxy of the scope has of a kind, a few proxies at a time. */
export function useFind(ask: FindInput["ask"], text: string) {
  const trpc = useTRPC();
  const scope = useScope();
  const query = useInfiniteQuery(
    trpc.proxies.find.infiniteQueryOptions(
      { ...scope, ask, text },
      { ...quiet, enabled: text !== "", getNextPageParam: ({ data }) => data.next },
    ),
  );
  const answer = useMemo(() => joined<FleetRow>(query.data), [query.data]);
  return { query, answer, walk: useWalk(query, `${ask} ${text}`) };
}

/** Which roots every proxy of the scope trusts, a few proxies at a time. */
export function useTrust() {
  const trpc = useTRPC();
  const scope = useScope();
  const query = useInfiniteQuery(
    trpc.proxies.trust.infiniteQueryOptions(scope, {
      ...quiet,
      getNextPageParam: ({ data }) => data.next,
    }),
  );
  const answer = useMemo(() => joined<TrustRow>(query.data), [query.data]);
  return { query, answer, walk: useWalk(query, "roots") };
}
