import { z } from "zod";
import type { Sourced } from "@/lib/evidence";
import type { OperationContext } from "@/server/ports";
import { ambientTargetSchema } from "./target";

export const ambientObjectInputSchema = ambientTargetSchema.and(
  z.object({ id: z.string().min(1).max(2000) }),
);

export type AmbientObject = {
  readonly id: string;
  readonly group: string;
  readonly name: string;
  /** As ztunnel printed it, secrets replaced. */
  readonly text: string;
};

/** One object of a ztunnel's dump as it was printed. Throws not_found for one that is gone. */
export function readAmbientObject(
  _ctx: OperationContext,
  _input: z.infer<typeof ambientObjectInputSchema>,
): Promise<Sourced<AmbientObject>> {
  return Promise.reject(new Error("not yet"));
}
