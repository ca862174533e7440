import { setTimeout as wait } from "node:timers/promises";

/** Asks again until `fact` holds; fails naming the fact and the last error. */
export async function until(what: string, fact: () => Promise<boolean>, limitMs = 90_000): Promise<void> {
  const endMs = Date.now() + limitMs;
  let last: unknown;
  while (Date.now() < endMs) {
    try {
      if (await fact()) return;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await wait(500);
  }
  throw new Error(`${what}: not within ${limitMs / 1000} s`, { cause: last });
}
