import { SourceError, sourceWarning, type SourceWarning } from "@/lib/errors";
import { phrase } from "@/lib/phrase";
import type { FetchedDump } from "../dump-door";
import { readDump, type ReadDump } from "../read-dump";
import { evidenceFromAnswer, type Requester } from "../request";

const headerTimeoutMs = 20_000;
const wholeTimeoutMs = 60_000;

/** Reads one dump as a stream. What came before an early end is given with a warning; nothing at all is an error. */
export async function fetchDump(
  requester: Requester,
  facts: { readonly cluster: string; readonly maxBytes: number; readonly purpose: string },
  signal: AbortSignal,
): Promise<FetchedDump> {
  const late = AbortSignal.timeout(wholeTimeoutMs);
  const answer = await requester.stream("/config_dump?include_eds", {
    signal: AbortSignal.any([signal, late]),
    timeoutMs: headerTimeoutMs,
    maxBytes: facts.maxBytes,
  });
  const dump = await readDump(answer.data);
  signal.throwIfAborted();
  const isWhole = dump.end === "complete" && dump.fault === undefined;
  if (!isWhole && dump.entries.length === 0) throw unusable(facts.cluster, dump, late.aborted);
  return {
    isWhole,
    data: {
      bytes: dump.bytes,
      entries: dump.entries,
      contentHash: dump.contentHash,
      fetchedAtMs: answer.atMs,
    },
    warnings: isWhole ? [] : [truncation(facts.cluster, dump, late.aborted)],
    evidence: [evidenceFromAnswer(answer, { purpose: facts.purpose, rows: dump.entries.length })],
  };
}

function whyOf(dump: ReadDump, isLate: boolean): string {
  if (isLate) return `no whole answer within ${wholeTimeoutMs / 1000} s`;
  if (dump.fault instanceof SourceError && dump.fault.reason === "too_large")
    return "it is larger than the limit";
  return dump.end === "malformed" ? "the rest is no JSON" : "the connection closed early";
}

function truncation(cluster: string, dump: ReadDump, isLate: boolean): SourceWarning {
  return sourceWarning({
    source: "envoy",
    cluster,
    reason: "truncated",
    message: `the config dump ends after ${dump.bytes.length} bytes and ${dump.entries.length} resources: ${whyOf(dump, isLate)}`,
    hint: phrase("dump_cut"),
    part: "config dump",
  });
}

function unusable(cluster: string, dump: ReadDump, isLate: boolean): unknown {
  if (dump.fault instanceof SourceError && dump.fault.reason !== "truncated") return dump.fault;
  const isOther = dump.end === "malformed";
  return new SourceError(
    isOther ? "the answer is no config dump" : `the config dump ends early: ${whyOf(dump, isLate)}`,
    {
      source: "envoy",
      cluster,
      reason: isOther ? "not_json" : "truncated",
      ...(isOther ? { hint: phrase("not_envoy_admin") } : {}),
    },
  );
}
