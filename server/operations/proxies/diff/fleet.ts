import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import type { FleetRead } from "@/server/operations/proxies/diff/answer";
import type { FleetInput } from "@/server/operations/proxies/diff/input";
import type { OperationContext } from "@/server/ports";

export async function readFleet(_ctx: OperationContext, _input: FleetInput): Promise<Sourced<FleetRead>> {
  throw new ConsoleError("not_found", "The comparison is not available.");
}
