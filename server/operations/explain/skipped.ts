import type { Sourced } from "@/lib/evidence";
import { explainFlow } from "@/lib/proxies/explain-flow/explain-flow";
import type { FlowWay, SkippedRoute } from "@/lib/proxies/explain-flow/explanation";
import type { SkippedInput } from "@/server/operations/explain/input";
import { readFlowSetting } from "@/server/operations/explain/request";
import { Gathering } from "@/server/operations/gathering";
import type { OperationContext } from "@/server/ports";

/** Every route before the one of a step that does not take the request; an explanation has the most telling ones only. */
export async function readSkippedRoutes(
  ctx: OperationContext,
  { target, request, table, index }: SkippedInput,
): Promise<Sourced<readonly SkippedRoute[]>> {
  const gathering = new Gathering();
  const { dump, facts } = await readFlowSetting(ctx, target, gathering);
  const { way } = explainFlow(dump, facts, request, { mostSkipped: Number.POSITIVE_INFINITY });
  return gathering.answer(skippedOf(way, table, index) ?? []);
}

function skippedOf(way: FlowWay, table: string, index: number): readonly SkippedRoute[] | undefined {
  for (const step of way.steps)
    if (step.kind === "route" && step.index === index && (step.resource?.id ?? "") === table)
      return step.skipped;
  if (way.next.kind === "end") return undefined;
  for (const each of way.next.ways) {
    const found = skippedOf(each, table, index);
    if (found !== undefined) return found;
  }
  return undefined;
}
