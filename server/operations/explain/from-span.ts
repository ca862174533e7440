import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import type { SpanRead } from "@/server/operations/explain/answers";
import type { SpanInput } from "@/server/operations/explain/input";
import type { OperationContext } from "@/server/ports";

/** The request that a span tells of, ready to explain. */
export async function requestFromSpan(_ctx: OperationContext, _input: SpanInput): Promise<Sourced<SpanRead>> {
  throw new ConsoleError("internal", "Not there yet.");
}
