import { metrics } from "@/server/telemetry/metrics";
import { singleton } from "@/server/singleton";
import { createSharedFlights } from "@/server/sources/shared-flight";

type Entry = { readonly value: unknown; readonly untilMs: number };

export type AnswerCache = {
  /**
   * The answer behind `key`, at most `ttlMs` old. Readers that come while it is loaded share the load, which goes on
   * until the last of them has left. Failures are shared with those who wait and then forgotten.
   */
  readonly cached: <T>(
    key: string,
    ttlMs: number,
    load: (signal: AbortSignal) => Promise<T>,
    reader: { readonly signal?: AbortSignal; readonly left: () => Error },
  ) => Promise<T>;
  readonly clear: () => void;
};

export function createAnswerCache(nowMs: () => number, maxEntries = 500): AnswerCache {
  const entries = new Map<string, Entry>();
  const flights = createSharedFlights();

  function keep(key: string, value: unknown, ttlMs: number): void {
    entries.delete(key);
    // Answers about a large mesh are megabytes each: those that nobody may see any more go at once.
    for (const [own, { untilMs }] of entries) if (untilMs <= nowMs()) entries.delete(own);
    entries.set(key, { value, untilMs: nowMs() + ttlMs });
    // Insertion order is age, so the first keys are the oldest.
    for (const oldest of entries.keys()) {
      if (entries.size <= maxEntries) break;
      entries.delete(oldest);
    }
    metrics.cacheEntries.set(entries.size);
  }

  return {
    cached<T>(
      key: string,
      ttlMs: number,
      load: (signal: AbortSignal) => Promise<T>,
      { signal, left }: { readonly signal?: AbortSignal; readonly left: () => Error },
    ): Promise<T> {
      const entry = entries.get(key);
      if (entry !== undefined && entry.untilMs > nowMs()) {
        metrics.cacheReads.inc({ outcome: "hit" });
        // A key names one read of one source, so its value has that read's type.
        return Promise.resolve(entry.value as T);
      }
      let outcome = "shared";
      const start = async (loadSignal: AbortSignal) => {
        outcome = "miss";
        const value = await load(loadSignal);
        keep(key, value, ttlMs);
        return value;
      };
      const answer = flights.join(key, signal, start, left);
      metrics.cacheReads.inc({ outcome });
      return answer;
    },
    clear() {
      entries.clear();
      metrics.cacheEntries.set(0);
    },
  };
}

/** This process's cache of source answers. */
export function answerCache(): AnswerCache {
  return singleton("answer-cache", () => createAnswerCache(() => Date.now()));
}
