import { setTimeout as wait } from "node:timers/promises";

/** Sends `count` requests at about `perSecond` and gives the status codes with how often each came. */
export async function sendRequests(
  url: string,
  count: number,
  perSecond: number,
): Promise<ReadonlyMap<number, number>> {
  const statuses = new Map<number, number>();
  const startMs = Date.now();
  const pending: Promise<void>[] = [];
  for (let index = 0; index < count; index += 1) {
    const dueMs = startMs + (index * 1000) / perSecond;
    const aheadMs = dueMs - Date.now();
    if (aheadMs > 0) await wait(aheadMs);
    pending.push(
      fetch(url, { signal: AbortSignal.timeout(20_000) }).then(
        async (response) => {
          await response.arrayBuffer();
          statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
        },
        () => {
          statuses.set(0, (statuses.get(0) ?? 0) + 1);
        },
      ),
    );
  }
  await Promise.all(pending);
  return statuses;
}
