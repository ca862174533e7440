import { randomUUID } from "node:crypto";
import type { ClusterSources } from "@/server/ports";
import { createCaller } from "@/server/routers/app";

/** All procedures as `name` would call them on one cluster. */
export function callerOn(
  sources: ClusterSources,
  name = "ada",
  databaseUrl?: string,
  nowMs: () => number = () => Date.now(),
) {
  return createCaller({
    clusters: new Map([[sources.name, sources]]),
    actor: { type: "user", name, groups: [] },
    requestId: randomUUID(),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    nowMs,
    signal: new AbortController().signal,
  });
}
