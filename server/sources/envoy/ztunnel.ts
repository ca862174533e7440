import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { ztunnelEntries } from "@/lib/ambient/dump-entries";
import { SourceError, sourceWarning } from "@/lib/errors";
import { phrase } from "@/lib/phrase";
import type { Evidence, Sourced } from "@/lib/evidence";
import { DumpScanner, type ScanEnd } from "@/lib/proxies/dump/scanner";
import type { Call, ConfigDumpBytes, ProxyAdminSource } from "@/server/ports";
import { evidenceFromAnswer, systemClock, type Requester } from "../request";
import { createDumpCache } from "../dump-cache";
import type { EnvoyOptions } from "./reach";
import type { Asking } from "./turns";

const headerTimeoutMs = 20_000;
const wholeTimeoutMs = 60_000;
const path = "/config_dump";
const cacheMaxBytes = 32 * 1_048_576;

type Facts = { readonly cluster: string; readonly maxBytes: number; readonly purpose: string };

/** Dumps of ztunnels, each asked once at a time and remembered for a moment. */
export function createZtunnelReader(options: EnvoyOptions, asking: Asking): ProxyAdminSource["ztunnelDump"] {
  const { cluster, clock = systemClock, maxDumpBytes = 128 * 1_048_576, minIntervalMs = 5_000 } = options;
  const dumps = createDumpCache(cacheMaxBytes);
  return async (proxy, call) => {
    const key = `${proxy.namespace}/${proxy.pod}/${proxy.podIp}`;
    const cached = await dumps.fresh(key, clock.nowMs(), minIntervalMs);
    if (cached !== undefined)
      return { data: cached, warnings: [], evidence: [repeatedEvidence(cluster, call, cached)] };
    return asking.inTurn(proxy, "ztunnel", call, async (signal) => {
      const facts = { cluster, maxBytes: maxDumpBytes, purpose: call.purpose };
      const { isWhole, ...fetched } = await fetchDump(asking.reach(proxy), facts, signal);
      if (isWhole) dumps.put(key, fetched.data);
      return fetched;
    });
  };
}

/** Reads a ztunnel's dump as a stream, redacted while it comes. What came before an early end is given with a warning. */
async function fetchDump(
  requester: Requester,
  facts: Facts,
  signal: AbortSignal,
): Promise<Sourced<ConfigDumpBytes> & { readonly isWhole: boolean }> {
  const late = AbortSignal.timeout(wholeTimeoutMs);
  const answer = await requester.stream(path, {
    signal: AbortSignal.any([signal, late]),
    timeoutMs: headerTimeoutMs,
    maxBytes: facts.maxBytes,
  });
  const { bytes, end, fault } = await readRedacted(answer.data);
  signal.throwIfAborted();
  const isWhole = end === "complete" && fault === undefined;
  const { contentHash, count } = await hashOf(bytes);
  if (!isWhole && count === 0) throw unusable(facts.cluster, end, fault);
  return {
    isWhole,
    data: { bytes, entries: [], contentHash, fetchedAtMs: answer.atMs },
    warnings: isWhole
      ? []
      : [
          sourceWarning({
            source: "envoy",
            cluster: facts.cluster,
            reason: "truncated",
            message: `the dump ends after ${bytes.length} bytes and ${count} objects: ${whyOf(end, fault, late.aborted)}`,
            hint: phrase("ztunnel_dump_cut"),
            part: "ztunnel dump",
          }),
        ],
    evidence: [evidenceFromAnswer(answer, { purpose: facts.purpose, rows: count })],
  };
}

/** Evidence of an answer that is given again without asking the ztunnel. */
function repeatedEvidence(cluster: string, call: Call, dump: ConfigDumpBytes): Evidence {
  const { purpose } = call;
  const request = `GET ${path}`;
  return {
    source: "envoy",
    cluster,
    kind: "http",
    request,
    purpose,
    atMs: dump.fetchedAtMs,
    durationMs: 0,
    rows: 1,
  };
}

async function readRedacted(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ bytes: Uint8Array; end: ScanEnd; fault?: unknown }> {
  const scanner = new DumpScanner();
  let fault: unknown;
  try {
    for await (const chunk of chunks) scanner.push(chunk);
  } catch (error) {
    fault = error;
  }
  const end = scanner.end();
  const bytes = Buffer.concat([...scanner.blocks()]);
  return { bytes, end, ...(fault === undefined ? {} : { fault }) };
}

/** Connections come and go without a change of configuration, so they are left out. */
async function hashOf(bytes: Uint8Array): Promise<{ contentHash: string; count: number }> {
  const hash = createHash("sha256");
  let count = 0;
  for (const { group, start, end } of ztunnelEntries(bytes)) {
    count += 1;
    if (group !== "workloadState") hash.update(group).update(bytes.subarray(start, end));
    if (count % 2_000 === 0) await nextTurn();
  }
  return { contentHash: hash.digest("hex"), count };
}

function whyOf(end: ScanEnd, fault: unknown, isLate: boolean): string {
  if (isLate) return `no whole answer within ${wholeTimeoutMs / 1000} s`;
  if (fault instanceof SourceError && fault.reason === "too_large") return "it is larger than the limit";
  return end === "malformed" ? "the rest is no JSON" : "the connection closed early";
}

function unusable(cluster: string, end: ScanEnd, fault: unknown): unknown {
  if (fault instanceof SourceError && fault.reason !== "truncated") return fault;
  const isOther = end === "malformed";
  return new SourceError(isOther ? "the answer is no ztunnel dump" : "the ztunnel dump ends early", {
    source: "envoy",
    cluster,
    reason: isOther ? "not_json" : "truncated",
    ...(isOther ? { hint: phrase("not_ztunnel_admin") } : {}),
  });
}
