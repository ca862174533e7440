import { createHash } from "node:crypto";
import { ConsoleError } from "@/lib/errors";
import { phrase } from "@/lib/phrase";
import { fieldAt } from "@/lib/proxies/proto-json";
import type { CauseFacts } from "@/lib/proxies/diff/causes/context";
import { compareDumps, type ComparedDump } from "@/lib/proxies/diff/compare-dumps";
import type { ConfigDiff } from "@/lib/proxies/diff/result";
import type { Gathering } from "@/server/operations/gathering";
import { readFacts } from "@/server/operations/proxies/diff/facts";
import type { DiffPair } from "@/server/operations/proxies/diff/input";
import { readSide, type ReadSide } from "@/server/operations/proxies/diff/side";
import { revisionOf } from "@/server/operations/proxies/parse-section";
import { runInTurns } from "@/server/operations/run-in-turns";
import type { OperationContext } from "@/server/ports";
import { singleton } from "@/server/singleton";

const keptDiffs = 12;
const keptMs = 60_000;
const keptBytes = 256 * 1_048_576;

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
  requireAlike(left, right);
  const facts = await readFacts(ctx, left, right, gathering);
  const sides = [left, right].map(({ dump, word, shown }) => `${revisionOf(dump)} ${word} ${shown.label}`);
  const key = [ctx.actor.name, ...sides].join("\n");
  const diff = keptDiff(key, left.dump.bytes.length + right.dump.bytes.length, ctx.nowMs(), () =>
    runComparison(left, right, facts),
  );
  return { left, right, facts, diff: await diff };
}

function requireAlike(left: ReadSide, right: ReadSide): void {
  const isData = left.compared.isData === true;
  if (isData === (right.compared.isData === true)) return;
  const [ztunnel, other] = isData ? [left, right] : [right, left];
  throw new ConsoleError(
    "invalid_input",
    phrase("ztunnel_not_compared", { ztunnel: ztunnel.shown.label, other: other.shown.label }),
    { hint: phrase("compare_alike"), details: { field: "right" } },
  );
}

type KeptDiff = { readonly atMs: number; readonly bytes: number; readonly diff: Promise<ConfigDiff> };

/** A comparison for a minute. It reads whole resources from its dumps when asked, so these count as its size. */
function keptDiff(
  key: string,
  bytes: number,
  nowMs: number,
  run: () => Promise<ConfigDiff>,
): Promise<ConfigDiff> {
  const kept = singleton("kept comparisons", () => new Map<string, KeptDiff>());
  const known = kept.get(key);
  if (known !== undefined && nowMs - known.atMs < keptMs) return known.diff;
  kept.delete(key);
  const own = { atMs: nowMs, bytes, diff: run() };
  kept.set(key, own);
  const drop = () => {
    if (kept.get(key) === own) kept.delete(key);
  };
  own.diff.catch(drop);
  setTimeout(drop, keptMs).unref();
  let total = 0;
  for (const each of kept.values()) total += each.bytes;
  for (const [oldest, each] of kept) {
    if (kept.size === 1 || (kept.size <= keptDiffs && total <= keptBytes)) break;
    kept.delete(oldest);
    total -= each.bytes;
  }
  return own.diff;
}

function comparedDump({ compared, word, proxy }: ReadSide, facts: CauseFacts): ComparedDump {
  const pod = facts.objects?.["/Pod"]?.find(
    ({ metadata }) => metadata.name === proxy?.pod && metadata.namespace === proxy.namespace,
  );
  const podIp = fieldAt(pod?.status, "podIP");
  return { ...compared, word, identity: [proxy?.pod ?? "", typeof podIp === "string" ? podIp : ""] };
}

export const hashText = (text: string): string => createHash("sha256").update(text).digest("hex");

async function runComparison(left: ReadSide, right: ReadSide, facts: CauseFacts): Promise<ConfigDiff> {
  const isSamePod = left.proxy?.pod === right.proxy?.pod && left.proxy?.namespace === right.proxy?.namespace;
  const isPodPair = left.proxy === undefined || right.proxy === undefined || !isSamePod;
  return runInTurns(
    compareDumps(comparedDump(left, facts), comparedDump(right, facts), { facts, isPodPair, hash: hashText }),
  );
}
