import type { Answer, Clock } from "../request";
import { systemClock } from "../request";
import type { Replica } from "./replicas";

/** A replica behind an address can be replaced by one of another version. */
const keepMs = 60_000;

/** The replicas' versions, asked once a minute. A replica that does not tell has none. */
export function createVersionMemory(clock: Clock = systemClock) {
  const known = new Map<string, { readonly version: string; readonly untilMs: number }>();
  return async (
    replicas: readonly Replica[],
    ask: (replica: Replica) => Promise<Answer<string>>,
  ): Promise<ReadonlyMap<string, string>> => {
    const names = new Set(replicas.map(({ name }) => name));
    for (const name of known.keys()) if (!names.has(name)) known.delete(name);
    await Promise.all(
      replicas.map(async (replica) => {
        const nowMs = clock.nowMs();
        if ((known.get(replica.name)?.untilMs ?? 0) > nowMs) return;
        const answer = await ask(replica).catch(() => undefined);
        if (answer !== undefined)
          known.set(replica.name, { version: answer.data.trim(), untilMs: nowMs + keepMs });
      }),
    );
    return new Map([...known].map(([name, { version }]) => [name, version]));
  };
}
