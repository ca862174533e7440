import { no, unknown, yes, type Answer } from "@/lib/proxies/explain/answer";
import { lower } from "@/lib/proxies/explain/string-match";
import { booleanField, numberField, objectField, textField } from "@/lib/proxies/proto-json";

const digits = "[0-9a-f]";
const shape = [8, 4, 4, 4, 12].flatMap((count, index) => [
  ...(index === 0 ? [] : ["-"]),
  ...Array.from({ length: count }, () => digits),
]);

const found = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

/**
 * Whether a HeaderMatcher takes a request id that the proxy makes: a UUID in small letters. What no UUID has is a no; the
 * rest is chance. Source: Envoy's UUIDRequestIDExtension.
 */
export function matchMadeId(matcher: unknown): Answer {
  const name = "x-request-id";
  const range = objectField(matcher, "range_match");
  if (range !== undefined) {
    const wanted = `${numberField(range, "start") ?? 0}–${numberField(range, "end") ?? 0}`;
    return no("range", { what: name, wanted, found });
  }
  const strings = objectField(matcher, "string_match");
  const ignoresCase = booleanField(strings, "ignore_case");
  for (const form of ["exact", "prefix", "suffix", "contains"] as const) {
    const text = textField(strings, form) ?? textField(matcher, `${form}_match`);
    if (text === undefined) continue;
    if (text === "" && form === "exact" && strings === undefined) return yes;
    if (text === "-" && form === "contains") return yes;
    if (!fits(form, ignoresCase ? lower(text) : text)) return no(form, { what: name, wanted: text, found });
  }
  return unknown("header", { name });
}

function fits(form: "exact" | "prefix" | "suffix" | "contains", text: string): boolean {
  const letters = [...text];
  if (letters.length > shape.length || (form === "exact" && letters.length < shape.length)) return false;
  const last = shape.length - letters.length;
  const starts =
    form === "contains" ? Array.from({ length: last + 1 }, (_, at) => at) : [form === "suffix" ? last : 0];
  return starts.some((start) =>
    letters.every((letter, at) => {
      const wanted = shape[start + at];
      return wanted === digits ? /[0-9a-f]/.test(letter) : letter === wanted;
    }),
  );
}
