import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { phrase } from "@/lib/phrase";
import { tooLarge, uploadError } from "@/server/operations/proxies/snapshots/upload/upload-error";
import { isGzip, wideEncoding } from "@/server/operations/proxies/snapshots/upload/what-is";

const headBytes = 512;

/** A stream whose first bytes were looked at; `chunks` gives them again. */
export type Peeked = {
  readonly head: Uint8Array;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Reads no further. */
  readonly close: () => Promise<void>;
};

/** Looks at the first bytes of a stream without taking them. */
export async function peek(source: AsyncIterable<Uint8Array>): Promise<Peeked> {
  const iterator = source[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let size = 0;
  while (size < headBytes) {
    const next = await iterator.next();
    if (next.done === true) break;
    first.push(next.value);
    size += next.value.length;
  }
  const close = async () => {
    await iterator.return?.();
  };
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      yield* first;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next())
        yield next.value;
    } finally {
      await close();
    }
  }
  return { head: Buffer.concat(first).subarray(0, headBytes), chunks: chunks(), close };
}

/** What became of a stream that is read to its end by others. */
export type Ending = { fault?: unknown };

/** One upload as it goes on: how many dumps it may still have. */
export type Intake = Ending & { dumpsLeft: number; readonly maxDumps: number };

/** `source` with gzip opened and in UTF-8: Windows shells write UTF-16. It ends where it breaks or grows past the limit, and `ending` says so. */
export async function unpacked(
  source: AsyncIterable<Uint8Array>,
  ending: Ending,
  maxBytes: number,
): Promise<Peeked> {
  const outer = await peek(limited(source, maxBytes, "file", ending));
  if (!isGzip(outer.head)) return inUtf8(outer);
  const gunzip = createGunzip();
  const raw = Readable.from(outer.chunks, { objectMode: false });
  raw.on("error", (error) => gunzip.destroy(error));
  return inUtf8(await peek(limited(softly(raw.pipe(gunzip), ending), maxBytes, "content", ending)));
}

async function inUtf8(content: Peeked): Promise<Peeked> {
  const encoding = wideEncoding(content.head);
  return encoding === undefined ? content : peek(transcoded(content.chunks, encoding));
}

async function* transcoded(source: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  for await (const chunk of source) yield encoder.encode(decoder.decode(chunk, { stream: true }));
  yield encoder.encode(decoder.decode());
}

async function* limited(
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
  what: "file" | "content",
  ending: Ending,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > maxBytes) {
      ending.fault = tooLarge(what, maxBytes);
      return;
    }
    yield chunk;
  }
}

async function* softly(source: AsyncIterable<Uint8Array>, ending: Ending): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch {
    ending.fault ??= uploadError("unreadable", phrase("archive_damaged"), phrase("make_archive_again"));
  }
}
