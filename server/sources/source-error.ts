import { SourceError, type SourceName } from "@/lib/errors";
import type { HeaderValues } from "./credentials";
import { asFaultError } from "./exchange";
import { redactSecrets } from "./redact";

/** The error that leaves the request layer for a fault: the request line first, then the system's own words. */
export function sourceErrorFrom(
  owner: { readonly source: SourceName; readonly cluster: string },
  line: string,
  error: unknown,
  secrets: HeaderValues = {},
): SourceError {
  if (error instanceof SourceError) return error;
  const { fault, cause } = asFaultError(error, false);
  return new SourceError(redactSecrets(`${line}: ${fault.message}`, secrets), {
    source: owner.source,
    cluster: owner.cluster,
    reason: fault.reason,
    cause,
    ...(fault.status === undefined ? {} : { status: fault.status }),
    ...(fault.hint === undefined ? {} : { hint: fault.hint }),
    ...(fault.details === undefined ? {} : { details: fault.details }),
  });
}
