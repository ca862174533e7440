import { setImmediate as nextTurn } from "node:timers/promises";
import { sourceWarning, type SourceWarning } from "@/lib/errors";
import { phrase, type Phrase } from "@/lib/phrase";
import type { Snapshot } from "@/lib/proxies/snapshot";
import { prune } from "@/server/operations/proxies/snapshots/retention";
import { storeSnapshot } from "@/server/operations/proxies/snapshots/store";
import { SnapshotWriter, type WrittenDump } from "@/server/operations/proxies/snapshots/writer";
import { Documents } from "@/server/operations/proxies/snapshots/upload/documents";
import type { Ending, Intake, Peeked } from "@/server/operations/proxies/snapshots/upload/intake";
import {
  cutShort,
  emptyFile,
  noDump,
  noJson,
  tooMany,
} from "@/server/operations/proxies/snapshots/upload/upload-error";
import { describeStart, jsonStart } from "@/server/operations/proxies/snapshots/upload/what-is";
import type { OperationContext } from "@/server/ports";

export type FileFacts = {
  readonly fileName: string;
  /** What its place in an archive says, for dumps that do not name their proxy. */
  readonly proxy?: { readonly cluster: string; readonly namespace: string; readonly pod: string };
};

const pieceBytes = 65_536;

/** Keeps every dump of a JSON file. Throws a ConsoleError when there is none. */
export async function keepDocuments(
  ctx: OperationContext,
  { head, chunks }: Peeked,
  file: FileFacts,
  ending: Intake,
): Promise<readonly Snapshot[]> {
  const start = jsonStart(head);
  if (start < 0) throw head.length === 0 ? emptyFile() : noJson(phrase("file_of_spaces"));
  if (head[start] !== 0x7b && head[start] !== 0x5b) throw noJson(describeStart(head.subarray(start)));
  const kept: Snapshot[] = [];
  const documents = new Documents();
  let open: SnapshotWriter | undefined;
  let failure: unknown;
  let isFull = false;
  const close = async (writer: SnapshotWriter) => {
    open = undefined;
    const outcome = await keepWritten(ctx, writer, file, ending);
    if ("snapshot" in outcome) {
      kept.push(outcome.snapshot);
      ending.dumpsLeft -= 1;
    } else failure ??= outcome.failure;
  };
  try {
    for await (const chunk of chunks) {
      ctx.signal.throwIfAborted();
      if (isFull) break;
      for (const { bytes, isEnd } of documents.split(chunk)) {
        if (open === undefined && ending.dumpsLeft <= 0) {
          ending.fault ??= tooMany(ending.maxDumps);
          isFull = true;
          break;
        }
        open ??= newWriter(ctx);
        await pushSlowly(open, bytes);
        if (isEnd) await close(open);
      }
    }
    if (open !== undefined) await close(open);
  } finally {
    open?.close();
  }
  if (kept.length > 0) return kept;
  throw ending.fault ?? failure ?? noDump(phrase("file_holds_nothing"));
}

function newWriter(ctx: OperationContext): SnapshotWriter {
  return new SnapshotWriter({ databaseUrl: ctx.databaseUrl, nowMs: ctx.nowMs, isChecked: true });
}

async function pushSlowly(writer: SnapshotWriter, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    await writer.push(bytes.subarray(at, at + pieceBytes));
    await nextTurn();
  }
}

type Outcome = { readonly snapshot: Snapshot } | { readonly failure: unknown };

async function keepWritten(
  ctx: OperationContext,
  writer: SnapshotWriter,
  file: FileFacts,
  ending: Ending,
): Promise<Outcome> {
  const written = await writer.finish();
  const isTables = /"(?:workloads|workloadState|staticConfig)"\s*:/.test(written.frameHead);
  if (written.resourceCount === 0) {
    if (!/"configs"\s*:/.test(written.frameHead) && !isTables)
      return { failure: written.end === "truncated" ? cutShort() : noDump(keysOf(written.frameHead)) };
    if (written.end !== "complete" && !isTables) return { failure: cutShort() };
  }
  // More than the limit is not shown as if it were a part that somebody wanted.
  if (isTooLarge(ending.fault)) return { failure: ending.fault };
  const snapshot = await storeSnapshot(ctx, written, {
    ...file,
    origin: "upload",
    note: "",
    warnings: warningsOf(written),
  });
  await prune(ctx, snapshot);
  return { snapshot };
}

function isTooLarge(fault: unknown): boolean {
  return (
    fault instanceof Error &&
    "details" in fault &&
    Reflect.get(Object(fault.details), "reason") === "too_large"
  );
}

function keysOf(head: string): Phrase {
  const keys = [...head.matchAll(/"([^"\\]{1,60})"\s*:/g)].slice(0, 4).map(([, key]) => `“${key}”`);
  if (keys.length === 0) return phrase("file_without_configs");
  const isResource = keys.some((key) => key === "“name”" || key === "“filterChains”");
  return phrase(isResource ? "file_of_one_kind" : "file_with_other_keys", { keys: keys.join(", ") });
}

function warningsOf(written: WrittenDump): readonly SourceWarning[] {
  const warning = (reason: "truncated" | "not_json", message: Phrase, hint: Phrase): SourceWarning =>
    sourceWarning({ source: "envoy", cluster: "", reason, message, hint, part: "config dump" });
  const read = { bytes: written.sizeBytes, resources: written.resourceCount };
  const found: SourceWarning[] = [];
  if (written.end === "truncated")
    found.push(warning("truncated", phrase("file_ends_early", read), phrase("rest_unknown")));
  if (written.end === "malformed")
    found.push(warning("not_json", phrase("file_breaks", read), phrase("rest_unknown")));
  if (written.brokenCount > 0)
    found.push(
      warning("not_json", phrase("broken_resources", { count: written.brokenCount }), phrase("file_damaged")),
    );
  return found;
}
