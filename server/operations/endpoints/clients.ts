import type { z } from "zod";
import type { Sourced } from "@/lib/evidence";
import type { OperationContext } from "@/server/ports";
import type { endpointsInputSchema } from "./read";

export type ClientChoice = {
  readonly namespace: string;
  readonly pod: string;
  readonly workload?: string;
  /** It called the service within the last minutes; absent when that is unknown. */
  readonly isCaller?: boolean;
};

/** Proxies whose view of the service can be compared, callers first. */
export function listClients(
  _ctx: OperationContext,
  _input: Pick<z.infer<typeof endpointsInputSchema>, "cluster" | "namespace" | "name">,
): Promise<Sourced<readonly ClientChoice[]>> {
  return Promise.reject(new Error("not yet"));
}
