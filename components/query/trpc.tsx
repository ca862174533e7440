"use client";
import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import { createTRPCClient, httpBatchStreamLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { useState, type ReactNode } from "react";
import { makeQueryClient } from "./query-client";
import type { AppRouter } from "@/server/routers/app";

const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();
export { useTRPC, useTRPCClient };

let browserQueryClient: QueryClient | undefined;

function queryClientForHere(): QueryClient {
  if (typeof window === "undefined") return makeQueryClient();
  browserQueryClient ??= makeQueryClient();
  return browserQueryClient;
}

/** Gives the tree below its queries; `basePath` is "" or "/heddle". */
export function QueryProvider({ basePath, children }: { basePath: string; children: ReactNode }) {
  const queryClient = queryClientForHere();
  const [client] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [httpBatchStreamLink({ url: `${basePath}/api/trpc`, maxURLLength: 6000 })],
    }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
