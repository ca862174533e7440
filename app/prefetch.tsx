import { dehydrate, HydrationBoundary, type FetchQueryOptions } from "@tanstack/react-query";
import { createTRPCOptionsProxy, type TRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { headers } from "next/headers";
import { cache, type ReactNode } from "react";
import { makeQueryClient } from "@/components/query/query-client";
import { createContext } from "@/server/context";
import { appRouter, type AppRouter } from "@/server/routers/app";

const queryClientForRequest = cache(makeQueryClient);
const frameLimitMs = 800;

type Prefetchable = { queryKey: readonly unknown[] };
type Props = { queries: (trpc: TRPCOptionsProxy<AppRouter>) => readonly Prefetchable[]; children: ReactNode };

async function startReads(queries: Props["queries"]) {
  const queryClient = queryClientForRequest();
  const requestHeaders = new Headers(await headers());
  const trpc = createTRPCOptionsProxy<AppRouter>({
    ctx: () => createContext({ signal: new AbortController().signal, headers: requestHeaders }),
    router: appRouter,
    queryClient,
  });
  const reads = queries(trpc).map((options) => queryClient.prefetchQuery(options as FetchQueryOptions));
  return { queryClient, reads };
}

/**
 * Starts the page's reads while the browser still loads scripts; its own request then finds the sources' answers in
 * flight or kept. Nothing of them is drawn on the server: clock times would be in the server's zone, and a slow source
 * must not hold up the page.
 */
export async function Prefetch({ queries, children }: Props) {
  await startReads(queries);
  return children;
}

/** Reads what frames every page and draws it on the server, unless that takes too long. */
export async function PrefetchFrame({ queries, children }: Props) {
  const { queryClient, reads } = await startReads(queries);
  const limit = new Promise((resolve) => setTimeout(resolve, frameLimitMs));
  await Promise.race([Promise.all(reads), limit]);
  return <HydrationBoundary state={dehydrate(queryClient)}>{children}</HydrationBoundary>;
}
