import { no, unknown, yesIf, type Answer } from "@/lib/proxies/explain/answer";
import { fullMatch } from "@/lib/proxies/explain/re2";
import { strangersIn } from "@/lib/proxies/explain/strangers";
import { booleanField, field, objectField, textField } from "@/lib/proxies/proto-json";

const forms = ["exact", "prefix", "suffix", "contains"] as const;
const known = new Set([...forms, "safe_regex", "custom", "ignore_case"]);

/**
 * Whether a StringMatcher takes `value`. `what` names the thing for the reason. An extension (`custom`) or a form that we
 * don't know is unknown.
 */
export function matchString(matcher: unknown, value: string, what: string): Answer {
  const ignoreCase = booleanField(matcher, "ignore_case");
  for (const form of forms) {
    const wanted = textField(matcher, form);
    if (wanted !== undefined) {
      if (isHidden(wanted)) return unknown("redacted", { what });
      return yesIf(holds(form, wanted, value, ignoreCase), form, { what, wanted, found: value });
    }
  }
  const regex = objectField(matcher, "safe_regex");
  if (regex !== undefined) return matchRegex(textField(regex, "regex") ?? "", value, what);
  if (field(matcher, "custom") !== undefined) return unknown("extension", { what });
  const [stranger] = strangersIn(matcher, known);
  if (stranger !== undefined) return unknown("condition", { name: stranger });
  // A matcher printed without its only field has that field's default, the empty exact string.
  return yesIf(value === "", "exact", { what, wanted: "", found: value });
}

/** A form of the older matchers, which have no case option. */
export function matchForm(form: (typeof forms)[number], wanted: string, value: string, what: string): Answer {
  if (isHidden(wanted)) return unknown("redacted", { what });
  return yesIf(holds(form, wanted, value, false), form, { what, wanted, found: value });
}

/** A whole match by RE2. An expression that RE2 refuses can't be in a running Envoy: unknown. */
export function matchRegex(regex: string, value: string, what: string): Answer {
  if (isHidden(regex)) return unknown("redacted", { what });
  const found = fullMatch(regex, value);
  if (found === undefined) return unknown("bad_regex", { what, wanted: regex });
  return found ? { is: "yes" } : no("regex", { what, wanted: regex, found: value });
}

function holds(form: (typeof forms)[number], wanted: string, value: string, ignoreCase: boolean): boolean {
  const [left, right] = ignoreCase ? [lower(value), lower(wanted)] : [value, wanted];
  switch (form) {
    case "exact":
      return left === right;
    case "prefix":
      return left.startsWith(right);
    case "suffix":
      return left.endsWith(right);
    case "contains":
      return left.includes(right);
  }
}

/** Whether a dump has a mark in the place of a secret here: what stood there is not known. */
export function isHidden(text: string): boolean {
  return text.includes("[redacted]");
}

/** Envoy folds ASCII only. */
export function lower(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
