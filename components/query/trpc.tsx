"use client";
import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import { createTRPCClient, httpBatchStreamLink, httpLink, splitLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { useState, type ReactNode } from "react";
import { BasePathContext } from "./base-path";
import { makeQueryClient } from "./query-client";
import { leaveToSignIn } from "@/components/session/leave";
import type { AppRouter } from "@/server/routers/app";

const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();
export { useTRPC, useTRPCClient };

const maxInputLength = 1500;

let browserQueryClient: QueryClient | undefined;

function queryClientForHere(basePath: string): QueryClient {
  if (typeof window === "undefined") return makeQueryClient();
  browserQueryClient ??= makeQueryClient(() => leaveToSignIn(basePath));
  return browserQueryClient;
}

/** Gives the tree below its queries; `basePath` is "" or "/heddle". */
export function QueryProvider({ basePath, children }: { basePath: string; children: ReactNode }) {
  const queryClient = queryClientForHere(basePath);
  const url = `${basePath}/api/trpc`;
  const [client] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [
        splitLink({
          // Longer than an address may be when it is escaped.
          condition: ({ input }) => (JSON.stringify(input) ?? "").length > maxInputLength,
          true: httpLink({ url, methodOverride: "POST" }),
          false: httpBatchStreamLink({ url, maxURLLength: 6000 }),
        }),
      ],
    }),
  );
  return (
    <BasePathContext value={basePath}>
      <QueryClientProvider client={queryClient}>
        <TRPCProvider trpcClient={client} queryClient={queryClient}>
          {children}
        </TRPCProvider>
      </QueryClientProvider>
    </BasePathContext>
  );
}
