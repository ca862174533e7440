import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import type { DiffRead } from "@/server/operations/proxies/diff/answer";
import type { DiffInput } from "@/server/operations/proxies/diff/input";
import type { OperationContext } from "@/server/ports";

export async function readDiff(_ctx: OperationContext, _input: DiffInput): Promise<Sourced<DiffRead>> {
  throw new ConsoleError("not_found", "The comparison is not available.");
}
