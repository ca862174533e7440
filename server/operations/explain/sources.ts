import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import type { ExplainSource } from "@/server/operations/explain/answers";
import type { ExplainSourcesInput } from "@/server/operations/explain/input";
import type { OperationContext } from "@/server/ports";

/** Proxies and kept dumps whose treatment of a request can be explained. */
export async function listExplainSources(
  _ctx: OperationContext,
  _input: ExplainSourcesInput,
): Promise<Sourced<readonly ExplainSource[]>> {
  throw new ConsoleError("internal", "Not there yet.");
}
