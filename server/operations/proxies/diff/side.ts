import { ConsoleError, hintOf, messageOf, SourceError, warningFromError } from "@/lib/errors";
import { entryText } from "@/lib/proxies/dump/read-entries";
import type { ComparedDump } from "@/lib/proxies/diff/compare-dumps";
import { comparedZtunnel } from "@/lib/proxies/diff/ztunnel";
import type { DumpTarget, ProxyView } from "@/lib/proxies/dump-target";
import type { Gathering } from "@/server/operations/gathering";
import type { DiffSide } from "@/server/operations/proxies/diff/answer";
import { findSnapshot } from "@/server/operations/proxies/snapshots/access";
import { readDumpBytes, requireEnvoy, targetPhrase, targetWords } from "@/server/operations/proxies/target";
import { runInTurns } from "@/server/operations/run-in-turns";
import type { ConfigDumpBytes, OperationContext } from "@/server/ports";

/** One side of a comparison, read. */
export type ReadSide = {
  readonly shown: DiffSide;
  readonly dump: ConfigDumpBytes;
  /** Its resources, found and read as what it is: an Envoy's, or those of a ztunnel. */
  readonly compared: Comparable;
  readonly word: ProxyView;
  /** Whose configuration it is; absent for a file that does not say. */
  readonly proxy?: { readonly cluster: string; readonly namespace: string; readonly pod: string };
  readonly isKept: boolean;
};

export type Comparable = Pick<ComparedDump, "entries" | "value" | "isData">;

type SideHead = Pick<ReadSide, "word" | "proxy" | "isKept"> & {
  readonly label: string;
  readonly atMs?: number;
};

async function headOf(ctx: OperationContext, target: DumpTarget): Promise<SideHead> {
  if (!("snapshot" in target)) {
    const { cluster, namespace, pod, view } = target;
    const own = cluster === "" ? (ctx.clusters.keys().next().value ?? "") : cluster;
    return {
      word: view,
      proxy: { cluster: own, namespace, pod },
      isKept: false,
      label: `${namespace}/${pod}`,
    };
  }
  const { kind, proxy, title, takenAtMs } = await findSnapshot(ctx, target.snapshot);
  const label = proxy === undefined ? title : `${proxy.namespace}/${proxy.pod}`;
  return {
    word: kind === "ztunnel" ? "envoy" : kind,
    isKept: true,
    label,
    atMs: takenAtMs,
    ...(proxy === undefined ? {} : { proxy }),
  };
}

/** A dump whose resources are parsed when they are compared, and not kept. */
export function readable({ bytes, entries }: Pick<ConfigDumpBytes, "bytes" | "entries">): Comparable {
  return { entries, value: (entry): unknown => JSON.parse(entryText(bytes, entry)) };
}

const ztunnelParts = /"(?:workloads|workloadState|staticConfig)"\s*:/;
const headBytes = 4_194_304;

async function comparedOf(dump: ConfigDumpBytes, target: DumpTarget): Promise<Comparable> {
  if (dump.entries.length > 0) return readable(dump);
  // A part of old dumps may hold megabytes before the next one is named.
  if (!ztunnelParts.test(Buffer.from(dump.bytes.subarray(0, headBytes)).toString("latin1")))
    requireEnvoy(dump, target);
  return runInTurns(comparedZtunnel(dump.bytes));
}

/** A side's dump; undefined with a warning when it cannot be read, so that the other side is still told. */
export async function readSide(
  ctx: OperationContext,
  target: DumpTarget,
  gathering: Gathering,
): Promise<ReadSide | undefined> {
  try {
    const head = await headOf(ctx, target);
    const answer = await readDumpBytes(ctx, target, `comparison of ${targetWords(target)}`);
    const compared = await comparedOf(answer.data, target);
    gathering.warnings.push(...answer.warnings);
    gathering.evidence.push(...answer.evidence);
    const { atMs, label, ...rest } = head;
    const dump = atMs === undefined ? answer.data : { ...answer.data, fetchedAtMs: atMs };
    const { contentHash, fetchedAtMs, bytes } = dump;
    const shown = {
      target,
      label,
      contentHash,
      fetchedAtMs,
      sizeBytes: bytes.length,
      resources: compared.entries.length,
    };
    return { ...rest, dump, compared, shown };
  } catch (error) {
    if (!(error instanceof ConsoleError)) throw error;
    gathering.warnings.push(warningFromError(asSourceError(error, target), targetPhrase(target)));
    return undefined;
  }
}

/** A pod or a snapshot that is gone is a part that could not be read, like a proxy that does not answer. */
function asSourceError(error: ConsoleError, target: DumpTarget): SourceError {
  if (error instanceof SourceError) return error;
  return new SourceError(messageOf(error), {
    source: "snapshot" in target ? "database" : "kubernetes",
    cluster: "snapshot" in target ? "" : target.cluster,
    reason: error.code === "not_found" ? "not_found" : "invalid",
    cause: error,
    ...hintOf(error),
  });
}
