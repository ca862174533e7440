import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { ConfigDumpBytes } from "@/server/ports";

const compress = promisify(gzip);
const expand = promisify(gunzip);

type Stored = Omit<ConfigDumpBytes, "bytes"> & { readonly zipped: Uint8Array };

/** Dumps by proxy and content, compressed, the least used ones dropped past `maxBytes`. */
export type DumpCache = {
  readonly put: (proxyKey: string, dump: ConfigDumpBytes) => Promise<void>;
  /** The newest dump of a proxy when it is at most `maxAgeMs` old. */
  readonly fresh: (proxyKey: string, nowMs: number, maxAgeMs: number) => Promise<ConfigDumpBytes | undefined>;
  readonly sizeBytes: () => number;
};

export function createDumpCache(maxBytes: number): DumpCache {
  const stored = new Map<string, Stored>();
  const newest = new Map<string, string>();
  let sizeBytes = 0;

  function drop(key: string): void {
    const entry = stored.get(key);
    if (entry === undefined) return;
    sizeBytes -= entry.zipped.length;
    stored.delete(key);
    const proxyKey = key.slice(0, key.lastIndexOf("@"));
    if (newest.get(proxyKey) === key) newest.delete(proxyKey);
  }

  return {
    async put(proxyKey, { bytes, ...rest }) {
      const zipped = await compress(bytes, { level: 1 });
      const key = `${proxyKey}@${rest.contentHash}`;
      drop(key);
      stored.set(key, { ...rest, zipped });
      newest.set(proxyKey, key);
      sizeBytes += zipped.length;
      for (const oldest of stored.keys()) {
        if (sizeBytes <= maxBytes) break;
        drop(oldest);
      }
    },
    async fresh(proxyKey, nowMs, maxAgeMs) {
      const key = newest.get(proxyKey);
      const found = key === undefined ? undefined : stored.get(key);
      if (key === undefined || found === undefined || nowMs - found.fetchedAtMs > maxAgeMs) return undefined;
      stored.delete(key);
      stored.set(key, found);
      const { zipped, ...rest } = found;
      return { ...rest, bytes: await expand(zipped) };
    },
    sizeBytes: () => sizeBytes,
  };
}
