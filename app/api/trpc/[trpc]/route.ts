import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { appRouter } from "@/server/routers/app";
import { createContext } from "@/server/trpc";

export const dynamic = "force-dynamic";

function handler(request: Request): Promise<Response> {
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    // A question that is longer than an address may be comes as a POST.
    allowMethodOverride: true,
    createContext: () => createContext({ signal: request.signal, headers: request.headers }),
  });
}

export { handler as GET, handler as POST };
