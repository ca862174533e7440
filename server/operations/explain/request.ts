import type { Sourced } from "@/lib/evidence";
import type { DumpTarget } from "@/lib/proxies/dump-target";
import { explainFlow } from "@/lib/proxies/explain-flow/explain-flow";
import type { FlowDump } from "@/lib/proxies/explain-flow/flow-dump";
import type { FlowFacts } from "@/lib/proxies/explain-flow/flow-facts";
import type { FlowRead } from "@/server/operations/explain/answers";
import { gatherFacts } from "@/server/operations/explain/gather-facts";
import type { ExplainInput } from "@/server/operations/explain/input";
import { flowDumpOf } from "@/server/operations/explain/recent-flow-dumps";
import { Gathering } from "@/server/operations/gathering";
import { readDumpBytes, requireEnvoy, targetWords } from "@/server/operations/proxies/target";
import type { ConfigDumpBytes, OperationContext } from "@/server/ports";

export type FlowSetting = {
  readonly bytes: ConfigDumpBytes;
  readonly dump: FlowDump;
  readonly facts: FlowFacts;
};

/** The dump of a target, ready for walks, with what is known around its proxy. */
export async function readFlowSetting(
  ctx: OperationContext,
  target: DumpTarget,
  gathering: Gathering,
): Promise<FlowSetting> {
  const read = await readDumpBytes(ctx, target, `configuration of ${targetWords(target)}`);
  gathering.warnings.push(...read.warnings);
  gathering.evidence.push(...read.evidence);
  requireEnvoy(read.data, target);
  const dump = await flowDumpOf(read.data);
  return { bytes: read.data, dump, facts: await gatherFacts(ctx, target, dump, gathering) };
}

/** How the proxy of `target` treats a request. */
export async function explainRequest(ctx: OperationContext, input: ExplainInput): Promise<Sourced<FlowRead>> {
  const gathering = new Gathering();
  const { bytes, dump, facts } = await readFlowSetting(ctx, input.target, gathering);
  return gathering.answer({
    explanation: explainFlow(dump, facts, input.request),
    request: input.request,
    fetchedAtMs: bytes.fetchedAtMs,
    contentHash: bytes.contentHash,
  });
}
