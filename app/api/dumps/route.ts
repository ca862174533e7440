import { uploadFromRequest } from "@/server/routers/dumps";
import { createContext } from "@/server/trpc";

export const dynamic = "force-dynamic";

/** Takes a dump, or an archive of them, as the body. */
export async function POST(request: Request): Promise<Response> {
  const ctx = await createContext({ signal: request.signal, headers: request.headers });
  return uploadFromRequest(ctx, request);
}
