import "@/lib/browser-zod";
import { z } from "zod";

/** Where a canary stands: a copy of the requests, a step by its index, or the promotion's last write. */
export const canaryStageSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("mirror") }),
  z.object({ kind: z.literal("step"), index: z.int().min(0) }),
  z.object({ kind: z.literal("promote") }),
]);
export type CanaryStage = z.infer<typeof canaryStageSchema>;
