import type { ConfigDumpBytes } from "@/server/ports";
import { singleton } from "@/server/singleton";

const maxBytes = 96 * 1_048_576;

type RecentDumps = {
  readonly read: (key: string, rebuild: () => Promise<ConfigDumpBytes>) => Promise<ConfigDumpBytes>;
};

/** Dumps that were put together of late; each is put together once, however many tables of a page ask for it. */
export function recentDumps(): RecentDumps {
  return singleton("recent snapshot dumps", createRecentDumps);
}

function createRecentDumps(): RecentDumps {
  const kept = new Map<string, ConfigDumpBytes>();
  const underWay = new Map<string, Promise<ConfigDumpBytes>>();
  let sizeBytes = 0;

  function keep(key: string, dump: ConfigDumpBytes): void {
    if (dump.bytes.length > maxBytes) return;
    kept.set(key, dump);
    sizeBytes += dump.bytes.length;
    for (const [oldest, { bytes }] of kept) {
      if (sizeBytes <= maxBytes) break;
      kept.delete(oldest);
      sizeBytes -= bytes.length;
    }
  }

  return {
    async read(key, rebuild) {
      const found = kept.get(key);
      if (found !== undefined) {
        kept.delete(key);
        kept.set(key, found);
        return found;
      }
      const flight = underWay.get(key);
      if (flight !== undefined) return flight;
      const work = rebuild();
      underWay.set(key, work);
      try {
        const dump = await work;
        keep(key, dump);
        return dump;
      } finally {
        underWay.delete(key);
      }
    },
  };
}
