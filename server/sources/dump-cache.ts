import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { ConfigDumpBytes } from "@/server/ports";

const compress = promisify(gzip);
const expand = promisify(gunzip);
/** What istiod does not tell of, such as a rotated certificate, is seen after this time. */
const versionMaxAgeMs = 600_000;

type Facts = {
  /** What the proxy had acknowledged when it was asked; see `DumpCall`. */
  readonly version?: string;
};

type Stored = Omit<ConfigDumpBytes, "bytes"> &
  Facts & {
    readonly isSettled: boolean;
    /** Until the bytes are compressed they lie here. */
    plain?: Uint8Array;
    zipped?: Uint8Array;
    /** The bytes as long as somebody has them. */
    last?: WeakRef<Uint8Array>;
    expanding?: Promise<Uint8Array>;
  };

/** The newest dump of each proxy, compressed, the least used ones dropped past `maxBytes`. */
export type DumpCache = {
  /** Comes back at once; compressing goes on behind it. */
  readonly put: (proxyKey: string, dump: ConfigDumpBytes, facts?: Facts) => void;
  /**
   * The dump of a proxy when it is at most `maxAgeMs` old, or when it was settled and `version` is what the proxy still
   * has.
   */
  readonly fresh: (
    proxyKey: string,
    nowMs: number,
    maxAgeMs: number,
    version?: string,
  ) => Promise<ConfigDumpBytes | undefined>;
  readonly sizeBytes: () => number;
};

export function createDumpCache(maxBytes: number): DumpCache {
  const stored = new Map<string, Stored>();

  const sizeOf = ({ plain, zipped }: Stored) => plain?.length ?? zipped?.length ?? 0;
  const sizeBytes = () => {
    let sum = 0;
    for (const each of stored.values()) sum += sizeOf(each);
    return sum;
  };

  function trim(): void {
    let size = sizeBytes();
    for (const [key, each] of stored) {
      if (size <= maxBytes) break;
      size -= sizeOf(each);
      stored.delete(key);
    }
  }

  async function zip(each: Stored, bytes: Uint8Array): Promise<void> {
    each.zipped = await compress(bytes, { level: 1 });
    delete each.plain;
    trim();
  }

  return {
    put(proxyKey, { bytes, ...rest }, facts = {}) {
      const each: Stored = { ...rest, ...facts, isSettled: isSettled(bytes, rest.entries), plain: bytes };
      each.last = new WeakRef(bytes);
      stored.delete(proxyKey);
      stored.set(proxyKey, each);
      zip(each, bytes).catch(() => {
        if (stored.get(proxyKey) === each) stored.delete(proxyKey);
      });
    },
    async fresh(proxyKey, nowMs, maxAgeMs, version) {
      const found = stored.get(proxyKey);
      if (found === undefined) return undefined;
      const ageMs = nowMs - found.fetchedAtMs;
      const isSame = version !== undefined && found.version === version && found.isSettled;
      if (ageMs > (isSame ? Math.max(maxAgeMs, versionMaxAgeMs) : maxAgeMs)) return undefined;
      stored.delete(proxyKey);
      stored.set(proxyKey, found);
      const { plain: _plain, zipped: _zipped, last: _last, expanding: _expanding, ...rest } = found;
      const { isSettled: _isSettled, version: _version, ...dump } = rest;
      return { ...dump, bytes: await bytesOf(found) };
    },
    sizeBytes,
  };
}

async function bytesOf(each: Stored): Promise<Uint8Array> {
  const known = each.plain ?? each.last?.deref();
  if (known !== undefined) return known;
  each.expanding ??= expand(each.zipped ?? new Uint8Array(0)).finally(() => {
    delete each.expanding;
  });
  const bytes = await each.expanding;
  each.last = new WeakRef(bytes);
  return bytes;
}

/** Whether nothing in it was on its way in or out: what istiod knows to be acknowledged may still be warming. */
function isSettled(bytes: Uint8Array, entries: ConfigDumpBytes["entries"]): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return !entries.some(({ group, start, end }) => {
    if (group.includes("warming")) return true;
    if (group !== "dynamic_listeners") return false;
    const entry = buffer.subarray(start, end);
    return entry.includes('"warming_state"') || entry.includes('"draining_state"');
  });
}
