import { randomUUID } from "node:crypto";
import { ownContext } from "@/server/context";
import { nothingSeen } from "@/server/operations/delivery/notify-enqueue";
import { notifyTurn, type NotifyState } from "@/server/operations/delivery/notify-turn";
import { singleton } from "@/server/singleton";
import { log } from "@/server/telemetry/log";

const turnEveryMs = 1000;

/** Tells people of runs for as long as the process lives. Runs never wait for it. */
export function startNotificationLoop(): void {
  singleton("notification-loop", () => {
    const state: NotifyState = {
      holder: randomUUID(),
      seen: nothingSeen(),
      busy: new Set(),
      isTurning: false,
    };
    const timer = setInterval(() => {
      ownContext("notifications")
        .then((ctx) => notifyTurn(ctx, state))
        .catch((error: unknown) => log.warn({ err: error }, "notifications"));
    }, turnEveryMs);
    timer.unref();
    return timer;
  });
}
