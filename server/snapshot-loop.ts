import { randomUUID } from "node:crypto";
import { ownContext } from "@/server/context";
import { followProxies, newFollowState } from "@/server/operations/proxies/snapshots/follow";
import { singleton } from "@/server/singleton";
import { log } from "@/server/telemetry/log";

const turnEveryMs = 10_000;

/** Keeps every version of the proxies that somebody watches, for as long as the process lives. */
export function startSnapshotLoop(): void {
  singleton("snapshot-loop", () => {
    const holder = randomUUID();
    const state = newFollowState();
    let isBusy = false;
    const look = async () => {
      if (isBusy) return;
      isBusy = true;
      try {
        await followProxies(await ownContext("snapshots"), state, holder);
      } catch (error) {
        log.warn({ err: error }, "watched proxies could not be followed");
      } finally {
        isBusy = false;
      }
    };
    const timer = setInterval(() => void look(), turnEveryMs);
    timer.unref();
    return timer;
  });
}
