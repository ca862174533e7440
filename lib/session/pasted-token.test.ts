import { expect, it } from "vitest";
import { maxTokenLength, tokenFromPaste } from "./pasted-token";

it.each([
  ["eyJhbG.eyJpc3.c2ln_-", "eyJhbG.eyJpc3.c2ln_-"],
  ["  eyJhbG.\n  eyJpc3.\r\nc2ln\n", "eyJhbG.eyJpc3.c2ln"],
  ["Authorization: Bearer abc123==", "abc123=="],
  ["bearer abc123", "abc123"],
  ['token: "abc123"', "abc123"],
])("takes the token out of %j", (text, token) => {
  expect(tokenFromPaste(text)).toEqual({ token });
});

it.each([
  ["", "empty"],
  [" \n", "empty"],
  ["abc\u201Cdef", "characters"],
  ["abc;def", "characters"],
  ["秘密", "characters"],
  ["a".repeat(maxTokenLength + 1), "too_long"],
])("says what is wrong with %j", (text, problem) => {
  expect(tokenFromPaste(text)).toEqual({ problem });
});
