import { QueryClient } from "@tanstack/react-query";

/**
 * Query defaults for server and browser. A failed read is tried once more, never a refused one; hidden tabs do not
 * refetch and a refetch never starts while one is under way.
 */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        gcTime: 5 * 60_000,
        refetchIntervalInBackground: false,
        refetchOnWindowFocus: true,
        retry: (failures, error) => failures < 1 && isTransient(error),
      },
    },
  });
}

function isTransient(error: unknown): boolean {
  const data = (error as { data?: { httpStatus?: number } | null }).data;
  return data?.httpStatus === undefined || data.httpStatus >= 500;
}
