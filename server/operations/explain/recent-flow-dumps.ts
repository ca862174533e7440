import { createDumpReader, type DumpReader } from "@/lib/proxies/dump/reader";
import { createFlowDump, type FlowDump } from "@/lib/proxies/explain-flow/flow-dump";
import { revisionOf } from "@/server/operations/proxies/parse-section";
import { runInTurns } from "@/server/operations/run-in-turns";
import type { ConfigDumpBytes } from "@/server/ports";
import { singleton } from "@/server/singleton";

const keptDumps = 6;
const keptBytes = 96 * 1024 * 1024;

type Kept = { readonly work: Promise<FlowDump>; readonly sizeBytes: number };

/**
 * A dump ready for walks: its listeners parsed, in turns with other work, and everything that earlier walks parsed. The
 * last few are kept by what they hold, so that a form that is edited explains from memory.
 */
export function flowDumpOf(dump: ConfigDumpBytes): Promise<FlowDump> {
  const recent = singleton("recent flow dumps", () => new Map<string, Kept>());
  const key = revisionOf(dump);
  const known = recent.get(key);
  recent.delete(key);
  const kept = known ?? { work: prepare(dump), sizeBytes: dump.bytes.length };
  recent.set(key, kept);
  kept.work.catch(() => recent.delete(key));
  let sizeBytes = [...recent.values()].reduce((sum, each) => sum + each.sizeBytes, 0);
  for (const [oldest, { sizeBytes: size }] of recent) {
    if (recent.size <= 1 || (recent.size <= keptDumps && sizeBytes <= keptBytes)) break;
    recent.delete(oldest);
    sizeBytes -= size;
  }
  return kept.work;
}

async function prepare(dump: ConfigDumpBytes): Promise<FlowDump> {
  const reader = createDumpReader(dump);
  await runInTurns(parseListeners(reader));
  return createFlowDump(reader);
}

function* parseListeners(reader: DumpReader): Generator<undefined, void, undefined> {
  for (const entry of reader.ofSection("listeners")) {
    reader.value(entry);
    yield undefined;
  }
}
