import type { Call, ProxyAddress } from "@/server/ports";
import type { Requester } from "../request";

/** How one proxy after the other is asked, equal questions shared. */
export type Asking = {
  readonly reach: (proxy: ProxyAddress) => Requester;
  readonly inTurn: <T>(
    proxy: ProxyAddress,
    path: string,
    call: Call,
    read: (signal: AbortSignal) => Promise<T>,
  ) => Promise<T>;
};

export type Turns = <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

/** Lets at most `limit` pieces of work run at the same time; the others wait in order. */
export function createTurns(limit: number): Turns {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work, signal) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      signal?.throwIfAborted();
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

/** One page at a time per proxy, and `limit` proxies at a time. */
export function createProxyTurns(limit: number) {
  const all = createTurns(limit);
  const lanes = new Map<string, { readonly turns: Turns; users: number }>();
  return {
    async take<T>(key: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
      const lane = lanes.get(key) ?? { turns: createTurns(1), users: 0 };
      lanes.set(key, lane);
      lane.users += 1;
      try {
        return await lane.turns(() => all(work, signal), signal);
      } finally {
        lane.users -= 1;
        if (lane.users === 0) lanes.delete(key);
      }
    },
  };
}
