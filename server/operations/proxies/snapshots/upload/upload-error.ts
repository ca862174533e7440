import { ConsoleError } from "@/lib/errors";

export const maxUploadBytes = 200 * 1_048_576;

/** Why a file is not taken; `reason` decides the HTTP status. */
export type UploadReason = "too_large" | "not_json" | "not_a_dump" | "truncated" | "empty" | "unreadable";

export function uploadError(reason: UploadReason, message: string, hint: string): ConsoleError {
  return new ConsoleError("invalid_input", message, { hint, details: { field: "file", reason } });
}

export function tooLarge(what: "file" | "content", maxBytes = maxUploadBytes): ConsoleError {
  const limitWords = `${Math.round((maxBytes / 1_048_576) * 10) / 10} MB`;
  const message =
    what === "file"
      ? `The file is larger than the ${limitWords} that are taken.`
      : `The file has more than ${limitWords} when it is unpacked, which is the most that is taken.`;
  return uploadError(
    "too_large",
    message,
    "Compress it with gzip, send one proxy's dump instead of the whole report, or leave endpoints out (config_dump without include_eds).",
  );
}

const howTo =
  "A dump comes from `curl localhost:15000/config_dump?include_eds` inside of the proxy, `istioctl proxy-config all <pod> -o json`, or `istioctl bug-report`.";

export function emptyFile(): ConsoleError {
  return uploadError("empty", "The file is empty.", howTo);
}

export function noDump(found: string): ConsoleError {
  return uploadError("not_a_dump", `The file is no config dump: ${found}.`, howTo);
}

export function noJson(found: string): ConsoleError {
  return uploadError("not_json", `The file is no JSON: ${found}.`, howTo);
}

export function cutShort(): ConsoleError {
  return uploadError(
    "truncated",
    "The file ends before its first resource does, so there is nothing to show.",
    "It was probably cut off while it was copied: make the dump again.",
  );
}
