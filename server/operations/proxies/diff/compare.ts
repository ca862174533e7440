import { createHash } from "node:crypto";
import { fieldAt } from "@/lib/proxies/proto-json";
import type { CauseFacts } from "@/lib/proxies/diff/causes/context";
import { compareDumps, type ComparedDump } from "@/lib/proxies/diff/compare-dumps";
import type { ConfigDiff } from "@/lib/proxies/diff/result";
import { entryText } from "@/lib/proxies/dump/read-entries";
import type { Gathering } from "@/server/operations/gathering";
import { readFacts } from "@/server/operations/proxies/diff/facts";
import type { DiffPair } from "@/server/operations/proxies/diff/input";
import { readSide, type ReadSide } from "@/server/operations/proxies/diff/side";
import { revisionOf } from "@/server/operations/proxies/parse-section";
import { runInTurns } from "@/server/operations/run-in-turns";
import type { ConfigDumpBytes, OperationContext } from "@/server/ports";
import { singleton } from "@/server/singleton";

const keptDiffs = 12;
const keptMs = 60_000;

export type Comparison = {
  readonly left?: ReadSide;
  readonly right?: ReadSide;
  readonly facts: CauseFacts;
  /** Absent when a side could not be read. */
  readonly diff?: ConfigDiff;
};

/** Reads both sides and compares them. A comparison is kept for a minute, for its pages, filters and details. */
export async function compareTargets(
  ctx: OperationContext,
  pair: DiffPair,
  gathering: Gathering,
): Promise<Comparison> {
  const [left, right] = await Promise.all([
    readSide(ctx, pair.left, gathering),
    readSide(ctx, pair.right, gathering),
  ]);
  if (left === undefined || right === undefined)
    return { facts: {}, ...(left === undefined ? {} : { left }), ...(right === undefined ? {} : { right }) };
  const facts = await readFacts(ctx, left, right, gathering);
  const kept = singleton(
    "kept comparisons",
    () => new Map<string, { atMs: number; diff: Promise<ConfigDiff> }>(),
  );
  const sides = [left, right].map(({ dump, word, shown }) => `${revisionOf(dump)} ${word} ${shown.label}`);
  const key = [ctx.actor.name, ...sides].join("\n");
  const known = kept.get(key);
  const nowMs = ctx.nowMs();
  if (known !== undefined && nowMs - known.atMs < keptMs)
    return { left, right, facts, diff: await known.diff };
  const diff = runComparison(left, right, facts);
  kept.set(key, { atMs: nowMs, diff });
  diff.catch(() => kept.delete(key));
  for (const oldest of kept.keys()) {
    if (kept.size <= keptDiffs) break;
    kept.delete(oldest);
  }
  return { left, right, facts, diff: await diff };
}

function comparedDump({ dump, word, proxy }: ReadSide, facts: CauseFacts): ComparedDump {
  const pod = facts.objects?.["/Pod"]?.find(
    ({ metadata }) => metadata.name === proxy?.pod && metadata.namespace === proxy.namespace,
  );
  const podIp = fieldAt(pod?.status, "podIP");
  return { ...readable(dump), word, identity: [proxy?.pod ?? "", typeof podIp === "string" ? podIp : ""] };
}

/** A dump whose resources are parsed when they are compared, and not kept. */
export function readable({ bytes, entries }: Pick<ConfigDumpBytes, "bytes" | "entries">) {
  return {
    entries,
    value: (entry: (typeof entries)[number]): unknown => JSON.parse(entryText(bytes, entry)),
  };
}

export const hashText = (text: string): string => createHash("sha256").update(text).digest("hex");

async function runComparison(left: ReadSide, right: ReadSide, facts: CauseFacts): Promise<ConfigDiff> {
  const isSamePod = left.proxy?.pod === right.proxy?.pod && left.proxy?.namespace === right.proxy?.namespace;
  const isPodPair = left.proxy === undefined || right.proxy === undefined || !isSamePod;
  return runInTurns(
    compareDumps(comparedDump(left, facts), comparedDump(right, facts), { facts, isPodPair, hash: hashText }),
  );
}
