import { expect, it } from "vitest";
import { z } from "zod";
import { phrase } from "@/lib/phrase";
import { wordsOfIssue } from "./input-words";

const wordsFor = (schema: z.ZodType, value: unknown) => {
  const { text, key } = wordsOfIssue(schema.safeParse(value).error?.issues[0]);
  return [key, text];
};

it.each<[z.ZodType, unknown, string, string]>([
  [z.object({ a: z.string() }), {}, "issue_missing", "This is missing."],
  [z.string(), 1, "issue_type", "This has to be: string."],
  [z.string().min(1), "", "issue_too_short", "This is too short or empty."],
  [z.string().max(3), "abcd", "issue_too_long", "At most 3 characters or items."],
  [z.array(z.string()).min(1), [], "issue_too_short", "This is too short or empty."],
  [z.number().min(5), 1, "issue_too_small", "At least 5."],
  [z.number().max(5), 7, "issue_too_big", "At most 5."],
  [z.enum(["a", "b"]), "c", "issue_one_of", "One of: a, b."],
  [z.strictObject({}), { x: 1 }, "issue_unknown_key", "Unknown: x."],
  [
    z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]),
    {},
    "issue_no_form",
    "This fits none of the forms that are taken.",
  ],
])("says in a phrase what zod would say itself: %#", (schema, value, key, text) => {
  expect(wordsFor(schema, value)).toEqual([key, text]);
});

it("leaves a schema's own sentence, as a phrase where it is one", () => {
  expect(wordsFor(z.string().min(1, phrase("give_name").text), "")).toEqual(["give_name", "Give it a name."]);
  expect(wordsFor(z.string().min(1, "own words"), "")).toEqual([undefined, "own words"]);
});
