import type { SourceName } from "@/lib/errors";
import type { Evidence, Sourced } from "@/lib/evidence";
import type { ConfigDumpBytes, DumpCall } from "@/server/ports";
import type { DumpCache } from "./dump-cache";

type DoorOptions = {
  readonly source: SourceName;
  readonly cluster: string;
  readonly request: string;
  readonly cache: DumpCache;
  readonly nowMs: () => number;
  readonly minIntervalMs: number;
};

/** A dump as its source gave it; a part of one is not remembered. */
export type FetchedDump = Sourced<ConfigDumpBytes> & { readonly isWhole: boolean };

/** The remembered dump of `key` where it still holds for this call, or what `fetch` gives. */
export async function throughDoor(
  { cache, nowMs, minIntervalMs, ...door }: DoorOptions,
  key: string,
  call: DumpCall,
  fetch: (remember: (dump: FetchedDump) => void) => Promise<Sourced<ConfigDumpBytes>>,
): Promise<Sourced<ConfigDumpBytes>> {
  if (call.isForced !== true) {
    const cached = await cache.fresh(key, nowMs(), minIntervalMs, call.version);
    if (cached !== undefined)
      return { data: cached, warnings: [], evidence: [repeatedEvidence(door, call, cached)] };
  }
  return fetch(({ isWhole, data }) => {
    if (isWhole) cache.put(key, data, call.version === undefined ? {} : { version: call.version });
  });
}

type Door = Pick<DoorOptions, "source" | "cluster" | "request">;

/** Evidence of an answer that is given again without asking the proxy. */
export function repeatedEvidence(door: Door, call: DumpCall, dump: ConfigDumpBytes): Evidence {
  return {
    ...door,
    kind: "http",
    purpose: call.purpose,
    atMs: dump.fetchedAtMs,
    durationMs: 0,
    rows: dump.entries.length,
  };
}
