import { ConsoleError, hintOf, messageOf, SourceError, warningFromError } from "@/lib/errors";
import { phrase } from "@/lib/phrase";
import type { DumpTarget, ProxyView } from "@/lib/proxies/dump-target";
import type { Gathering } from "@/server/operations/gathering";
import type { DiffSide } from "@/server/operations/proxies/diff/answer";
import { findSnapshot } from "@/server/operations/proxies/snapshots/access";
import { readDumpBytes, requireEnvoy, targetPhrase, targetWords } from "@/server/operations/proxies/target";
import type { ConfigDumpBytes, OperationContext } from "@/server/ports";

/** One side of a comparison, read. */
export type ReadSide = {
  readonly shown: DiffSide;
  readonly dump: ConfigDumpBytes;
  readonly word: ProxyView;
  /** Whose configuration it is; absent for a file that does not say. */
  readonly proxy?: { readonly cluster: string; readonly namespace: string; readonly pod: string };
  readonly isKept: boolean;
};

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
  if (kind === "ztunnel")
    throw new ConsoleError("invalid_input", phrase("ztunnel_not_compared", { title }), {
      hint: phrase("choose_envoy_snapshot"),
    });
  const label = proxy === undefined ? title : `${proxy.namespace}/${proxy.pod}`;
  return { word: kind, isKept: true, label, atMs: takenAtMs, ...(proxy === undefined ? {} : { proxy }) };
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
    requireEnvoy(answer.data, target);
    gathering.warnings.push(...answer.warnings);
    gathering.evidence.push(...answer.evidence);
    const { atMs, label, ...rest } = head;
    const dump = atMs === undefined ? answer.data : { ...answer.data, fetchedAtMs: atMs };
    const { contentHash, fetchedAtMs, bytes, entries } = dump;
    const shown = {
      target,
      label,
      contentHash,
      fetchedAtMs,
      sizeBytes: bytes.length,
      resources: entries.length,
    };
    return { ...rest, dump, shown };
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
