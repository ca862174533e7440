import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import type { FlowRead } from "@/server/operations/explain/answers";
import type { ExplainInput } from "@/server/operations/explain/input";
import type { OperationContext } from "@/server/ports";

/** How the proxy of `target` treats a request. */
export async function explainRequest(
  _ctx: OperationContext,
  _input: ExplainInput,
): Promise<Sourced<FlowRead>> {
  throw new ConsoleError("internal", "Not there yet.");
}
