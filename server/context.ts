import { randomUUID } from "node:crypto";
import type { ClusterSources, OperationContext } from "@/server/ports";

export type RequestContext = OperationContext;

/** The context of one request. */
export async function createContext(request: {
  signal: AbortSignal;
  headers: Headers;
}): Promise<RequestContext> {
  return {
    clusters: new Map<string, ClusterSources>(),
    actor: { type: "user", name: "anonymous", groups: [] },
    requestId: request.headers.get("x-request-id") ?? randomUUID(),
    nowMs: () => Date.now(),
    signal: request.signal,
  };
}
