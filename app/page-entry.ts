import { headers } from "next/headers";
import { withoutBasePath } from "@/lib/url/next-path";
import { createContext, type RequestContext } from "@/server/context";
import { hasSessionCookie } from "@/server/session";

/** An API server that is slow to say who somebody is must not keep them from the page that tells so. */
const entryLimitMs = 800;

export type PageEntry = {
  /** What is known of the person; undefined when it was not known in time. */
  readonly context: Pick<RequestContext, "actor" | "auth" | "demo"> | undefined;
  /** Whether the browser sent a session, be it over or not. */
  readonly hadSession: boolean;
  /** The page's own path with its query. */
  readonly path: string;
};

/** Who asks for the page that is being drawn. */
export async function pageEntry(): Promise<PageEntry> {
  const requestHeaders = new Headers(await headers());
  const signal = new AbortController().signal;
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, entryLimitMs));
  const context = await Promise.race([createContext({ signal, headers: requestHeaders }), late]);
  const url = requestHeaders.get("x-heddle-url") ?? "/";
  const path = withoutBasePath(url, process.env["HEDDLE_BASE_PATH"] ?? "");
  return { context, hadSession: hasSessionCookie(requestHeaders), path };
}
