import { wordsOf } from "@/lib/phrase";
import { ConsoleError } from "@/lib/errors";
import { maxUploadBytes, tooLarge } from "@/server/operations/proxies/snapshots/upload/upload-error";
import { uploadDumps } from "@/server/operations/proxies/snapshots/upload/upload";
import type { RequestContext } from "@/server/context";
import { log } from "@/server/telemetry/log";
import { httpStatusOf, requirePersonOf } from "@/server/trpc";

const statusByReason: Readonly<Record<string, number>> = {
  too_large: 413,
  too_many: 413,
  not_json: 422,
  not_a_dump: 422,
  truncated: 422,
  empty: 400,
  unreadable: 422,
};

/**
 * Takes a file as the body of a request, its name in `x-file-name`. It changes nothing in the mesh, so a read-only
 * console takes it; strangers are refused.
 */
export async function uploadFromRequest(ctx: RequestContext, request: Request): Promise<Response> {
  try {
    requirePersonOf(ctx);
    if (ctx.strangerReason !== undefined) throw new ConsoleError("forbidden", wordsOf(ctx.strangerReason));
    if (Number(request.headers.get("content-length") ?? 0) > maxUploadBytes) throw tooLarge("file");
    const upload = await uploadDumps(ctx, { fileName: fileNameOf(request), body: bodyOf(request) });
    return Response.json(upload, { headers: { "cache-control": "no-store" } });
  } catch (error) {
    return refusal(ctx, error);
  }
}

function fileNameOf(request: Request): string {
  const given = request.headers.get("x-file-name") ?? "dump.json";
  try {
    return decodeURIComponent(given).slice(0, 300);
  } catch {
    return given.slice(0, 300);
  }
}

async function* bodyOf(request: Request): AsyncGenerator<Uint8Array> {
  const reader = request.body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // What is left of a refused file is not read.
    await reader.cancel().catch(() => undefined);
  }
}

/** The shape of every other error of the console. */
function refusal(ctx: RequestContext, error: unknown): Response {
  const known = error instanceof ConsoleError ? error : undefined;
  if (known === undefined && !ctx.signal.aborted)
    log.error({ requestId: ctx.requestId, err: error }, "unexpected error in an upload");
  const reason = known?.details["reason"];
  const status =
    typeof reason === "string" && known?.code === "invalid_input"
      ? (statusByReason[reason] ?? 400)
      : httpStatusOf(known?.code ?? "internal");
  const data = {
    httpStatus: status,
    requestId: ctx.requestId,
    errorCode: known?.code ?? "internal",
    hint: known?.hint,
    phrases: known?.phrases,
    details: known?.details,
  };
  return Response.json(
    { error: { message: known?.message ?? "Internal error", data } },
    { status, headers: { "cache-control": "no-store" } },
  );
}
