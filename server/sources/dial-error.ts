import { hintOf, messageOf, SourceError, type SourceName } from "@/lib/errors";
import type { Phrase } from "@/lib/phrase";

/**
 * The error of a request whose byte stream could not be dialled: the request layer sees a broken socket, the cause
 * beneath says why. Other errors come back as they are.
 */
export function unwrapDialError(
  error: unknown,
  target: { readonly source: SourceName; readonly cluster: string; readonly forbiddenHint: Phrase },
): unknown {
  const cause = sourceCause(error);
  if (cause === undefined) return error;
  return new SourceError(messageOf(cause), {
    source: target.source,
    cluster: target.cluster,
    reason: cause.reason,
    cause,
    ...(cause.status === undefined ? {} : { status: cause.status }),
    ...(cause.reason === "forbidden" ? { hint: target.forbiddenHint } : hintOf(cause)),
  });
}

function sourceCause(error: unknown): SourceError | undefined {
  let current = error instanceof Error ? error.cause : undefined;
  while (current instanceof Error) {
    if (current instanceof SourceError) return current;
    current = current.cause;
  }
  return undefined;
}
