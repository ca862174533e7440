import { anyOf, no, not, unknown, yesIf, type Answer } from "@/lib/proxies/explain/answer";
import { isInRange, parseIp, parseRange } from "@/lib/proxies/explain/ip-range";
import { unlessStrange } from "@/lib/proxies/explain/strangers";
import { matchString } from "@/lib/proxies/explain/string-match";
import {
  booleanField,
  field,
  isProtoObject,
  itemsField,
  numberField,
  objectField,
  textField,
} from "@/lib/proxies/proto-json";

const knownOfMetadata = new Set(["filter", "path", "value", "invert"]);

/** Whether a MetadataMatcher takes what filters left; unknown when nobody told what they left. */
export function matchMetadata(
  matcher: unknown,
  metadata: Readonly<Record<string, unknown>> | undefined,
): Answer {
  return unlessStrange(matcher, knownOfMetadata, () => matchKnownMetadata(matcher, metadata));
}

function matchKnownMetadata(
  matcher: unknown,
  metadata: Readonly<Record<string, unknown>> | undefined,
): Answer {
  const name = textField(matcher, "filter") ?? "";
  const path = itemsField(matcher, "path").map((segment) => textField(segment, "key") ?? "");
  const where = [name, ...path].join(".");
  if (metadata === undefined) return unknown("metadata", { name: where });
  let value: unknown = metadata[name];
  for (const key of path) value = isProtoObject(value) ? value[key] : undefined;
  const answer = matchValue(objectField(matcher, "value"), value, where);
  return booleanField(matcher, "invert") ? not(answer, "metadata", { name: where }) : answer;
}

/** Whether a ValueMatcher takes a value. What is missing meets none of them, not even `present_match: false`. */
function matchValue(matcher: unknown, value: unknown, name: string): Answer {
  const strings = objectField(matcher, "string_match");
  if (strings !== undefined) {
    return typeof value === "string" ? matchString(strings, value, name) : no("metadata", { name });
  }
  const truth = field(matcher, "bool_match");
  if (typeof truth === "boolean") return yesIf(value === truth, "metadata", { name });
  const present = field(matcher, "present_match");
  if (typeof present === "boolean") return yesIf(present && value !== undefined, "metadata", { name });
  if (field(matcher, "null_match") !== undefined) return yesIf(value === null, "metadata", { name });
  const double = objectField(matcher, "double_match");
  if (double !== undefined) return yesIf(isInDouble(double, value), "metadata", { name });
  const list = objectField(matcher, "list_match");
  if (list !== undefined) {
    const one = objectField(list, "one_of");
    return Array.isArray(value)
      ? anyOf(
          value.map((item: unknown) => matchValue(one, item, name)),
          "metadata",
          { name },
        )
      : no("metadata", { name });
  }
  const or = objectField(matcher, "or_match");
  if (or === undefined) return unknown("metadata", { name });
  return anyOf(
    itemsField(or, "value_matchers").map((one) => matchValue(one, value, name)),
    "metadata",
    { name },
  );
}

function isInDouble(matcher: unknown, value: unknown): boolean {
  if (typeof value !== "number") return false;
  const range = objectField(matcher, "range");
  if (range === undefined) return value === (numberField(matcher, "exact") ?? 0);
  return value >= (numberField(range, "start") ?? 0) && value < (numberField(range, "end") ?? 0);
}

/** Whether a FilterStateMatcher takes what listeners and filters left. */
export function matchFilterState(
  matcher: unknown,
  state: Readonly<Record<string, string>> | undefined,
): Answer {
  const key = textField(matcher, "key") ?? "";
  if (state === undefined) return unknown("filter_state", { name: key });
  const value = state[key];
  if (value === undefined) return no("filter_state", { name: key });
  const strings = objectField(matcher, "string_match");
  if (strings !== undefined) return matchString(strings, value, key);
  const addresses = objectField(matcher, "address_match");
  if (addresses === undefined) return unknown("filter_state", { name: key });
  const ip = parseIp(value);
  const isIn =
    ip !== undefined &&
    itemsField(addresses, "ranges").some((range) => {
      const block = parseRange(
        textField(range, "address_prefix") ?? "",
        numberField(range, "prefix_len") ?? 0,
      );
      return block !== undefined && isInRange(ip, block);
    });
  const isMet = isIn !== booleanField(addresses, "invert_match");
  return yesIf(isMet, "filter_state", { name: key });
}
