import type { z } from "zod";
import { phrase, wordsOf, type Words } from "@/lib/phrase";

/** How zod begins a sentence of its own; what a schema of ours says is a phrase. */
const ownSentence = /^(?:Invalid|Too (?:small|big):|Unrecognized key)/;

/** What is wrong with a field of an input, and what it takes. */
export function wordsOfIssue(issue: z.core.$ZodIssue | undefined): Words {
  if (issue === undefined || !ownSentence.test(issue.message)) return wordsOf(issue?.message ?? "");
  switch (issue.code) {
    case "invalid_type":
      return issue.message.endsWith("received undefined")
        ? phrase("issue_missing")
        : phrase("issue_type", { expected: issue.expected });
    case "too_small":
      return isCounted(issue.origin)
        ? phrase("issue_too_short")
        : phrase("issue_too_small", { minimum: Number(issue.minimum) });
    case "too_big":
      return phrase(isCounted(issue.origin) ? "issue_too_long" : "issue_too_big", {
        maximum: Number(issue.maximum),
      });
    case "invalid_value":
      return phrase("issue_one_of", { values: issue.values.map(String).join(", ") });
    case "unrecognized_keys":
      return phrase("issue_unknown_key", { keys: issue.keys.join(", ") });
    case "invalid_union":
      return phrase("issue_no_form");
    default:
      return wordsOf(issue.message);
  }
}

const isCounted = (origin: string) => !/^(?:number|int|bigint|date)$/.test(origin);
