import { SourceError } from "@/lib/errors";
import { phrase } from "@/lib/phrase";
import type { Sourced } from "@/lib/evidence";
import { printProxyId, type ProxyId } from "@/lib/mesh/proxy-id";
import type { Call, ConfigDumpBytes } from "@/server/ports";
import { readDump } from "../read-dump";
import { evidenceFromAnswer } from "../request";
import { shownError } from "./ask";
import type { Replica } from "./replicas";

const timeoutMs = 30_000;

/**
 * The proxy's dump from the replica that holds it, asked one after another: each answer is generated at request time.
 * `likely` is tried first.
 */
export async function readConfigDump(
  replicas: readonly Replica[],
  target: { readonly cluster: string; readonly proxy: ProxyId; readonly likely: string | undefined },
  call: Call,
): Promise<Sourced<ConfigDumpBytes>> {
  const { cluster, proxy, likely } = target;
  const ordered = replicas.toSorted((a, b) => Number(b.name === likely) - Number(a.name === likely));
  let lastError: unknown;
  for (const replica of ordered) {
    try {
      const found = await dumpFromReplica(replica, proxy, call);
      if (found !== undefined) return found;
    } catch (error) {
      lastError = shownError(error, cluster);
    }
  }
  if (lastError !== undefined) throw lastError;
  throw new SourceError(phrase("proxy_not_connected", { proxy: printProxyId(proxy) }), {
    source: "istiod",
    cluster,
    reason: "not_found",
    hint: phrase("proxy_elsewhere"),
  });
}

async function dumpFromReplica(
  replica: Replica,
  proxy: ProxyId,
  call: Call,
): Promise<Sourced<ConfigDumpBytes> | undefined> {
  const answer = await replica.requester.stream("/debug/config_dump", {
    query: { proxyID: printProxyId(proxy), include_eds: true },
    accept: [404],
    timeoutMs: call.timeoutMs ?? timeoutMs,
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  });
  if (answer.status === 404) {
    // The body is one line; leaving the loop at once closes the connection.
    for await (const _chunk of answer.data) break;
    return undefined;
  }
  const dump = await readDump(answer.data);
  if (dump.end !== "complete") throw dump.fault ?? unusable(answer.cluster, dump.end);
  return {
    data: {
      bytes: dump.bytes,
      entries: dump.entries,
      contentHash: dump.contentHash,
      fetchedAtMs: answer.atMs,
    },
    warnings: [],
    evidence: [
      evidenceFromAnswer(answer, { purpose: `${call.purpose} (${replica.name})`, rows: dump.entries.length }),
    ],
  };
}

function unusable(cluster: string, end: "truncated" | "malformed"): SourceError {
  const reason = end === "truncated" ? "truncated" : "not_json";
  return new SourceError(`istiod's config dump is ${end}`, { source: "istiod", cluster, reason });
}
