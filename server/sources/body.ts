import { phrase } from "@/lib/phrase";
import type { Readable } from "node:stream";
import type { z } from "zod";
import { FaultError, faultFromNetworkError, type Fault } from "./fault";

/** The whole body, or a fault "too_large" as soon as it passes `maxBytes` and "truncated" when it ends early. */
export async function readBody(body: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of limitedChunks(body, maxBytes)) chunks.push(chunk);
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

/** The body's chunks, with the faults of `readBody`. Leaving the loop closes the connection. */
export async function* limitedChunks(
  body: Readable,
  maxBytes: number,
): AsyncGenerator<Buffer, void, undefined> {
  let sizeBytes = 0;
  try {
    for await (const chunk of body) {
      const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
      sizeBytes += bytes.length;
      if (sizeBytes > maxBytes) throw new FaultError(tooLarge(maxBytes));
      yield bytes;
    }
  } catch (error) {
    throw error instanceof FaultError ? error : new FaultError(faultFromNetworkError(error, true), error);
  } finally {
    body.destroy();
  }
}

function tooLarge(maxBytes: number): Fault {
  return {
    reason: "too_large",
    message: `the answer is larger than ${Math.round(maxBytes / 1_048_576)} MiB`,
    hint: phrase("narrow_scope"),
  };
}

/** The JSON value in `bytes`; faults "empty", "not_json" (a login or error page) and "truncated". */
export function parseJson(bytes: Buffer, headers: Headers): unknown {
  const text = bytes.toString("utf8");
  if (text.trim() === "") throw new FaultError({ reason: "empty", message: "the answer has no body" });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FaultError(notJson(text, headers, error), error);
  }
}

function notJson(text: string, headers: Headers, error: unknown): Fault {
  const type = headers.get("content-type") ?? "no content type";
  if (/html/i.test(type) || text.trimStart().startsWith("<")) {
    return {
      reason: "not_json",
      message: `HTML instead of JSON (${type})`,
      hint: phrase("not_the_api"),
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (
    /Unexpected end|Unterminated/i.test(message) ||
    Number(/position (\d+)/.exec(message)?.[1]) >= text.length
  ) {
    return { reason: "truncated", message: `the JSON ends early after ${text.length} characters` };
  }
  return { reason: "not_json", message: `no JSON (${type}): ${message.slice(0, 200)}` };
}

/** `value` as `schema` reads it; fault "schema" names the path of each field that is not as the contract says. */
export function parseWith<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, 5).map((issue) => ({
    path: issue.path.join("."),
    message: issue.message,
  }));
  const first = issues[0];
  throw new FaultError({
    reason: "schema",
    message: `unexpected shape at ${first?.path === "" || first === undefined ? "the top" : first.path}: ${first?.message ?? "unknown"}`,
    hint: phrase("unknown_server_version"),
    details: { issues },
  });
}
