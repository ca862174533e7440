import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

/**
 * Query defaults for server and browser. A failed read is tried once more, never a refused one; hidden tabs do not
 * refetch and a refetch never starts while one is under way. `onSignedOut` is told when the server does not know who
 * asks.
 */
export function makeQueryClient(onSignedOut?: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (isSignedOut(error)) onSignedOut?.();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
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

function isSignedOut(error: unknown): boolean {
  return (error as { data?: { isSignedOut?: boolean } | null }).data?.isSignedOut === true;
}
