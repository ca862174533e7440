import { phrase, inOwnWords } from "@/lib/phrase";
import { IntentError } from "@/lib/changes/intent-module";
import { ConsoleError } from "@/lib/errors";

/** Runs `work`; objects that can't hold an intent are the person's to mend, so they get the error for it. */
export function asConsoleError<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof IntentError)) throw error;
    throw new ConsoleError("invalid_input", inOwnWords(error.message), {
      hint: phrase("choose_other_api"),
      details: { field: error.field, reason: error.reason },
    });
  }
}
