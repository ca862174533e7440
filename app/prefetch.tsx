import { dehydrate, HydrationBoundary, type FetchQueryOptions } from "@tanstack/react-query";
import { createTRPCOptionsProxy, type TRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { headers } from "next/headers";
import { cache, type ReactNode } from "react";
import { makeQueryClient } from "@/components/query/query-client";
import { createContext } from "@/server/context";
import { appRouter, type AppRouter } from "@/server/routers/app";

const queryClientForRequest = cache(makeQueryClient);

type Prefetchable = { queryKey: readonly unknown[] };

/**
 * Starts the page's reads on the server and streams their answers: the shell is never held up by a slow source.
 * Failures are dropped here; the browser asks again and shows them.
 */
export async function Prefetch(props: {
  queries: (trpc: TRPCOptionsProxy<AppRouter>) => readonly Prefetchable[];
  children: ReactNode;
}) {
  const queryClient = queryClientForRequest();
  const requestHeaders = await headers();
  const trpc = createTRPCOptionsProxy<AppRouter>({
    ctx: () => createContext({ signal: new AbortController().signal, headers: new Headers(requestHeaders) }),
    router: appRouter,
    queryClient,
  });
  for (const options of props.queries(trpc)) void queryClient.prefetchQuery(options as FetchQueryOptions);
  return <HydrationBoundary state={dehydrate(queryClient)}>{props.children}</HydrationBoundary>;
}
