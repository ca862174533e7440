import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import type { DiffPair } from "@/server/operations/proxies/diff/input";
import type { OperationContext } from "@/server/ports";

/** The whole comparison as JSON text, for a file. */
export async function exportDiff(
  _ctx: OperationContext,
  _input: DiffPair,
): Promise<Sourced<{ readonly text: string }>> {
  throw new ConsoleError("not_found", "The comparison is not available.");
}
