import type { RunDriver } from "@/server/operations/delivery/loop";

/** Moves experiments on, and ends them. */
export const faultDriver: RunDriver = {
  kind: "fault",
  tick: () => Promise.resolve(),
};
