import { createTarDecoder } from "modern-tar";
import { ConsoleError, type Phrases } from "@/lib/errors";
import { phrase } from "@/lib/phrase";
import type { Snapshot } from "@/lib/proxies/snapshot";
import { requireRoom } from "@/server/operations/proxies/snapshots/retention";
import {
  peek,
  unpacked,
  type Intake,
  type Peeked,
} from "@/server/operations/proxies/snapshots/upload/intake";
import { keepDocuments, type FileFacts } from "@/server/operations/proxies/snapshots/upload/keep-documents";
import {
  maxUploadBytes,
  maxUploadDumps,
  noDump,
  tooMany,
} from "@/server/operations/proxies/snapshots/upload/upload-error";
import { isTar } from "@/server/operations/proxies/snapshots/upload/what-is";
import type { OperationContext } from "@/server/ports";

/** What is wrong with a part of a file whose other parts were kept. */
export type UploadProblem = {
  readonly name: string;
  readonly message: string;
  readonly hint?: string;
  readonly phrases?: Phrases;
};
export type Upload = { readonly snapshots: readonly Snapshot[]; readonly problems: readonly UploadProblem[] };

type UploadedFile = { readonly fileName: string; readonly body: AsyncIterable<Uint8Array> };

const maxProblems = 20;
const maxNameLength = 300;

/**
 * Keeps every dump of a file as it streams in: a config dump, a list of them, a ztunnel's dump, any of these in gzip, or
 * an archive such as `istioctl bug-report` makes. Throws a ConsoleError with the way out when there is none.
 */
export async function uploadDumps(
  ctx: OperationContext,
  { fileName, body }: UploadedFile,
  maxBytes = maxUploadBytes,
  maxDumps = maxUploadDumps,
): Promise<Upload> {
  await requireRoom(ctx);
  const ending: Intake = { maxDumps, dumpsLeft: maxDumps };
  const content = await unpacked(body, ending, maxBytes);
  if (isTar(content.head)) return keepArchive(ctx, content, ending);
  const snapshots = await keepDocuments(ctx, content, { fileName }, ending);
  return { snapshots, problems: problemOf(fileName, ending.fault) };
}

function problemOf(name: string, fault: unknown): UploadProblem[] {
  if (!(fault instanceof ConsoleError)) return [];
  const { message, hint, phrases } = fault;
  return [{ name, message, phrases, ...(hint === undefined ? {} : { hint }) }];
}

async function keepArchive(ctx: OperationContext, content: Peeked, ending: Intake): Promise<Upload> {
  const snapshots: Snapshot[] = [];
  const problems: UploadProblem[] = [];
  const firstNames: string[] = [];
  let count = 0;
  const entries = streamOf(content.chunks).pipeThrough(createTarDecoder());
  for await (const { header, body } of entries) {
    count += 1;
    const name = header.name.slice(-maxNameLength);
    if (firstNames.length < 3) firstNames.push(name);
    if (header.type !== "file" || !isCandidate(name)) {
      await body.cancel();
      continue;
    }
    if (ending.dumpsLeft <= 0) {
      ending.fault ??= tooMany(ending.maxDumps);
      break;
    }
    const file = factsFromPath(name);
    const peeked = await peek(body);
    try {
      snapshots.push(...(await keepDocuments(ctx, peeked, file, ending)));
    } catch (error) {
      await peeked.close();
      if (!(error instanceof ConsoleError)) throw error;
      // An archive has many files of JSON; only one that is called so has to be a dump.
      if (file.proxy !== undefined && problems.length < maxProblems) problems.push(...problemOf(name, error));
    }
  }
  if (ending.fault !== undefined) {
    if (snapshots.length === 0) throw ending.fault;
    problems.push(...problemOf("archive", ending.fault));
  }
  if (snapshots.length > 0) return { snapshots, problems };
  if (problems[0] !== undefined)
    throw noDump(phrase("archive_broken", { name: problems[0].name, problem: problems[0].message }));
  throw noDump(phrase("archive_without_dump", { count, names: firstNames.join(", ") }));
}

function streamOf(chunks: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}

function isCandidate(name: string): boolean {
  return /config_dump|\.json$/i.test(name.split("/").at(-1) ?? "");
}

/** Source: `istioctl bug-report` writes `bug-report/proxies/<namespace>/<pod>/config_dump…`. */
function factsFromPath(name: string): FileFacts {
  const match = /(?:^|\/)proxies\/([a-z0-9.-]+)\/([a-z0-9.-]+)\/[^/]*config_dump/.exec(name);
  const [, namespace, pod] = match ?? [];
  if (namespace === undefined || pod === undefined) return { fileName: name };
  return { fileName: name, proxy: { cluster: "", namespace, pod } };
}
