import type { FaultReason } from "@/lib/errors";
import type { Explain } from "@/server/sources/request";
import { errorSchema } from "./wire";

const reasonByErrorType: Readonly<Record<string, FaultReason>> = {
  bad_data: "bad_request",
  execution: "invalid",
  timeout: "timeout",
  canceled: "timeout",
  internal: "server_error",
  unavailable: "server_error",
  not_found: "not_found",
  not_acceptable: "bad_request",
};

const tooMuch = /too many samples|exceeded maximum resolution|limit.*exceeded|exceeds? .*limit/i;

/** Prometheus's own words for a refusal, when the body is its error envelope. */
export const explainPrometheus: Explain = ({ text, status }) => {
  const body = parseOrUndefined(text);
  const parsed = errorSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { errorType, error } = parsed.data;
  if (tooMuch.test(error)) {
    return { reason: "too_large", message: error, hint: "Choose a shorter time range or fewer namespaces." };
  }
  const reason = reasonByErrorType[errorType];
  if (reason === undefined) return { message: error };
  return {
    reason,
    message: error,
    details: { errorType },
    ...(reason === "timeout" && status === 503
      ? { hint: "The query is too expensive for this Prometheus: choose a shorter time range." }
      : {}),
  };
};

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
