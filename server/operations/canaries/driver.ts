import type { RunDriver } from "@/server/operations/delivery/loop";

/** Moves canaries on. */
export const canaryDriver: RunDriver = {
  kind: "canary",
  tick: () => Promise.resolve(),
};
