import { randomUUID } from "node:crypto";
import { ownContext } from "@/server/context";
import { canaryDriver } from "@/server/operations/canaries/driver";
import { newLoop, turn, type RunDriver } from "@/server/operations/delivery/loop";
import { faultDriver } from "@/server/operations/faults/driver";
import { singleton } from "@/server/singleton";
import { log } from "@/server/telemetry/log";

const turnEveryMs = 1000;
const drivers: readonly RunDriver[] = [canaryDriver, faultDriver];

/** Moves canaries and experiments on for as long as the process lives. */
export function startDeliveryLoop(): void {
  singleton("delivery-loop", () => {
    const holder = randomUUID();
    const state = newLoop();
    const report = (place: string, error: unknown) => log.warn({ place, err: error }, "delivery loop");
    const look = () =>
      ownContext("delivery")
        .then((ctx) => turn(ctx, drivers, state, holder, report))
        .catch((error: unknown) => report("turn", error));
    // What should have ended while no console was there has waited long enough.
    void look();
    const timer = setInterval(() => void look(), turnEveryMs);
    timer.unref();
    return timer;
  });
}
