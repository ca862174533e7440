import { initTRPC, TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { z } from "zod";
import { ConsoleError, SourceError, type ErrorCode } from "@/lib/errors";
import { phrase, wordsOf } from "@/lib/phrase";
import { createContext, type RequestContext } from "@/server/context";
import { wordsOfIssue } from "@/server/input-words";
import { log } from "@/server/telemetry/log";

export { createContext };

const statusByCode: Record<ErrorCode, TRPCError["code"]> = {
  invalid_input: "BAD_REQUEST",
  unauthenticated: "UNAUTHORIZED",
  forbidden: "FORBIDDEN",
  not_found: "NOT_FOUND",
  conflict: "CONFLICT",
  precondition_failed: "PRECONDITION_FAILED",
  source_unavailable: "SERVICE_UNAVAILABLE",
  source_rejected: "BAD_GATEWAY",
  unexpected_response: "BAD_GATEWAY",
  internal: "INTERNAL_SERVER_ERROR",
};

/** Bad input as an error that names the field and says what it takes. */
function wrongInput(issues: readonly z.core.$ZodIssue[]): ConsoleError {
  const path = issues[0]?.path.join(".") ?? "";
  const field = path === "" ? "input" : path;
  const problem = wordsOfIssue(issues[0]);
  const message = { ...phrase("wrong_field", { field }), text: `${field}: ${problem.text}` };
  return new ConsoleError("invalid_input", message, { hint: problem });
}

const t = initTRPC.context<RequestContext>().create({
  sse: {
    // A reader that hears nothing for longer knows that something between holds the stream back.
    ping: { enabled: true, intervalMs: 5_000 },
    // The reader connects again, and is asked again who it is.
    maxDurationMs: 10 * 60_000,
  },
  errorFormatter({ shape, error, ctx }) {
    const cause = error.cause;
    const known = cause instanceof ConsoleError ? cause : undefined;
    const wrong = cause instanceof z.ZodError ? wrongInput(cause.issues) : undefined;
    return {
      ...shape,
      message:
        known === undefined && error.code === "INTERNAL_SERVER_ERROR"
          ? "Internal error"
          : (wrong?.message ?? shape.message),
      data: {
        code: shape.data.code,
        httpStatus: shape.data.httpStatus,
        path: shape.data.path,
        requestId: ctx?.requestId,
        errorCode: known?.code,
        // A source can want credentials too; that is not for the person to mend by signing in.
        isSignedOut: ctx?.auth?.entry === "signed_out",
        hint: known?.hint ?? wrong?.hint,
        phrases: known?.phrases ?? wrong?.phrases,
        details: known?.details,
        source: known instanceof SourceError ? known.source : undefined,
        reason: known instanceof SourceError ? known.reason : undefined,
        issues: cause instanceof z.ZodError ? cause.issues : undefined,
      },
    };
  },
});

const translateErrors = t.middleware(async ({ next, path, ctx }) => {
  const result = await next();
  if (result.ok) return result;
  const cause = result.error.cause;
  if (cause instanceof ConsoleError) {
    throw new TRPCError({ code: statusByCode[cause.code], message: cause.message, cause });
  }
  if (result.error.code === "INTERNAL_SERVER_ERROR") {
    log.error(
      { path, requestId: ctx.requestId, err: cause ?? result.error },
      "unexpected error in a procedure",
    );
  }
  return result;
});

/** Throws for somebody who is not known. Without it a read of our own database, which asks no source, would answer strangers. */
export function requirePersonOf(ctx: RequestContext): void {
  const entry = ctx.auth?.entry ?? "known";
  if (entry === "signed_out") {
    const hint = phrase("sign_in_with_token");
    throw new ConsoleError("unauthenticated", phrase("nobody_signed_in"), { hint });
  }
  if (entry === "unverified") {
    const hint = phrase("session_goes_on");
    throw new ConsoleError("source_unavailable", phrase("identity_unknown"), { hint });
  }
}

const requirePerson = t.middleware(({ ctx, next }) => {
  try {
    requirePersonOf(ctx);
  } catch (error) {
    if (!(error instanceof ConsoleError)) throw error;
    throw new TRPCError({ code: statusByCode[error.code], message: error.message, cause: error });
  }
  return next();
});

/** The HTTP status of an error's code. */
export function httpStatusOf(code: ErrorCode): number {
  return getHTTPStatusCodeFromError(new TRPCError({ code: statusByCode[code] }));
}

const requireWrites = t.middleware(({ ctx, next }) => {
  if (ctx.readOnlyReason !== undefined) {
    throw new TRPCError({
      code: "FORBIDDEN",
      message: ctx.readOnlyReason,
      cause: new ConsoleError("forbidden", wordsOf(ctx.readOnlyReason)),
    });
  }
  return next();
});

const requireKnown = t.middleware(({ ctx, next }) => {
  const { strangerReason } = ctx;
  if (strangerReason === undefined) return next();
  const cause = new ConsoleError("forbidden", wordsOf(strangerReason));
  throw new TRPCError({ code: "FORBIDDEN", message: strangerReason, cause });
});

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;
/** A read. */
export const procedure = t.procedure.use(translateErrors).use(requirePerson);
/** A write: refused while the console is read-only for this request. */
export const writeProcedure = procedure.use(requireWrites);
/** A write to the console's own database, which changes nothing in the mesh: read-only consoles take it too. */
export const keepProcedure = procedure.use(requireKnown);
