import { expect, it } from "vitest";
import { redactText } from "./secret-text";

const token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl";

it.each([
  [`${token}`, "[redacted]"],
  [`see ${token}, then go on`, "see [redacted], then go on"],
  [`prefix-${token}`, "prefix-[redacted]"],
  [`www.${token}`, "www.[redacted]"],
  [`eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.`, "[redacted]"],
  [`${token}.more`, "[redacted].more"],
  [`${token} ${token}`, "[redacted] [redacted]"],
])("finds the token in %j", (text, kept) => {
  expect(redactText(text)).toBe(kept);
});

it.each(["eyJhbGciOiJub25lIn0", "a.eyJabcdefgh.b", "heyJude-and-more.example-of.host", "shop.cart.svc"])(
  "leaves %j, which is none",
  (text) => {
    expect(redactText(text)).toBe(text);
  },
);

it.each([
  "-eyJabcdef",
  "eyJabcdef.",
  "token ",
  "?token=",
  "a://b:",
  "Bearer a/",
  '"kty""d":',
  'key: "',
  "token {",
  "-----BEGIN ",
])("comes to an end with a text of nothing but %j", (unit) => {
  expect(typeof redactText(unit.repeat(50_000))).toBe("string");
});
