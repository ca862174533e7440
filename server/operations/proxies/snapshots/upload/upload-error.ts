import { ConsoleError } from "@/lib/errors";
import { phrase, type Phrase } from "@/lib/phrase";

export const maxUploadBytes = 200 * 1_048_576;
/** A report of a mesh has a dump for each proxy; a file of more is no report. */
export const maxUploadDumps = 5000;

/** Why a file is not taken; `reason` decides the HTTP status. */
export type UploadReason =
  | "too_large"
  | "too_many"
  | "not_json"
  | "not_a_dump"
  | "truncated"
  | "empty"
  | "unreadable";

export function uploadError(reason: UploadReason, message: Phrase, hint: Phrase): ConsoleError {
  return new ConsoleError("invalid_input", message, { hint, details: { field: "file", reason } });
}

export function tooLarge(what: "file" | "content" | "resource", maxBytes = maxUploadBytes): ConsoleError {
  const limitWords = `${Math.round((maxBytes / 1_048_576) * 10) / 10} MB`;
  const message = phrase(`${what}_too_large`, { limit: limitWords });
  const hint = phrase(what === "resource" ? "no_such_resource_size" : "make_file_smaller");
  return uploadError("too_large", message, hint);
}

export function tooMany(limit: number): ConsoleError {
  return uploadError("too_many", phrase("file_has_too_many", { limit }), phrase("split_file"));
}

const howTo = phrase("how_to_dump");

export function emptyFile(): ConsoleError {
  return uploadError("empty", phrase("file_empty"), howTo);
}

export function noDump(found: Phrase): ConsoleError {
  return uploadError("not_a_dump", found, howTo);
}

export function noJson(found: Phrase): ConsoleError {
  return uploadError("not_json", found, howTo);
}

export function cutShort(): ConsoleError {
  return uploadError("truncated", phrase("file_cut"), phrase("make_dump_again"));
}
