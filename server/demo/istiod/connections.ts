import { randomOf } from "@/server/demo/world/random";
import type { DemoWorld } from "@/server/demo/world/world";
import { hasLostControlPlane } from "@/server/demo/world/scenario-effects";
import type { MeshProxy } from "./mesh-proxies";

const reconnectMsMin = 2000;
const reconnectMsMax = 15_000;
/** istiod ends a connection after half an hour, and the proxy may then land on the other replica. */
const connectionAgeMs = 30 * 60_000;

export type Outage = { readonly startMs: number; readonly endMs: number | undefined };

/** Stretches in which the second replica was down, oldest first; the last may still run. */
export function outages(world: DemoWorld): readonly Outage[] {
  const found: { startMs: number; endMs: number | undefined }[] = [];
  for (const epoch of world.epochs()) {
    const down = epoch.scenario === "istiod-replica-down";
    const last = found.at(-1);
    if (down && (last === undefined || last.endMs !== undefined))
      found.push({ startMs: epoch.startMs, endMs: undefined });
    if (!down && last !== undefined && last.endMs === undefined) last.endMs = epoch.startMs;
  }
  return found;
}

export type Connection = { readonly replica: 0 | 1; readonly sinceMs: number };

/**
 * The replica that holds a proxy now, and since when; undefined while it looks for one. Proxies of a replica that goes
 * down reconnect to the first within 2 to 15 s and come back when their connection has reached its age limit.
 */
export function connectionOf(
  world: DemoWorld,
  proxy: MeshProxy,
  all: readonly Outage[] = outages(world),
): Connection | undefined {
  const { seed } = world.spec;
  const now = world.nowMs();
  if (lostSinceMs(world, proxy) !== undefined) return undefined;
  const home = randomOf(seed, `replica/${proxy.id}`) < 0.5 ? 0 : 1;
  const begin = world.originMs + Math.floor(randomOf(seed, `connect/${proxy.id}`) * 4000);
  if (home === 0) return { replica: 0, sinceMs: begin };
  let connection: Connection | undefined = { replica: 1, sinceMs: begin };
  for (const outage of all) {
    if (outage.startMs > now) break;
    const part = randomOf(seed, `reconnect/${proxy.id}/${outage.startMs}`);
    const movedMs = outage.startMs + reconnectMsMin + Math.floor(part * (reconnectMsMax - reconnectMsMin));
    connection = movedMs > now ? undefined : { replica: 0, sinceMs: movedMs };
    if (outage.endMs === undefined) continue;
    const backMs = Math.max(movedMs, outage.endMs) + Math.floor(connectionAgeMs * (0.9 + 0.2 * part));
    if (backMs <= now) connection = { replica: 1, sinceMs: backMs };
  }
  return connection;
}

/** Since when the proxy cannot reach any replica; undefined while it can. */
export function lostSinceMs(world: DemoWorld, proxy: MeshProxy): number | undefined {
  if (!hasLostControlPlane(world.scenario(), proxy)) return undefined;
  const lost = world.epochs().findLastIndex((epoch) => !hasLostControlPlane(epoch.scenario, proxy));
  return world.epochs()[lost + 1]?.startMs;
}

/** Whether the second replica is down now. */
export function secondReplicaDown(world: DemoWorld): boolean {
  return world.scenario() === "istiod-replica-down";
}
