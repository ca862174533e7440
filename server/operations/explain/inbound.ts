import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import type { InboundRead } from "@/server/operations/explain/answers";
import type { InboundInput } from "@/server/operations/explain/input";
import type { OperationContext } from "@/server/ports";

/** How the pod behind an endpoint treats the request that an outbound explanation brings to it. */
export async function explainInbound(
  _ctx: OperationContext,
  _input: InboundInput,
): Promise<Sourced<InboundRead>> {
  throw new ConsoleError("internal", "Not there yet.");
}
