import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import type { DiffChangeText } from "@/server/operations/proxies/diff/answer";
import type { DiffChangeInput } from "@/server/operations/proxies/diff/input";
import type { OperationContext } from "@/server/ports";

export async function readDiffChange(
  _ctx: OperationContext,
  _input: DiffChangeInput,
): Promise<Sourced<DiffChangeText>> {
  throw new ConsoleError("not_found", "The comparison is not available.");
}
