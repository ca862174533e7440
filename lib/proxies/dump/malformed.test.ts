import { expect, it } from "vitest";
import { scanDumpBytes } from "./scan-bytes";

it.each([
  "<html></html>",
  "[]",
  '{"a":1}}',
  '{"a":[1}}',
  "not json",
  '{"a":1} {"b":2}',
  '{"a":/x/}',
  '{\n// of the cart\n"a":1}',
  "{'a':1}",
  '{"a":#}',
])("calls %s malformed", (text) => {
  expect(scanDumpBytes(new TextEncoder().encode(text)).end).toBe("malformed");
});
