import {
  allOf,
  anyOf,
  no,
  not,
  unknown,
  yesIf,
  type Answer,
  type Because,
} from "@/lib/proxies/explain/answer";
import { isInRange, parseIp, parseRange } from "@/lib/proxies/explain/ip-range";
import type { MatchInput } from "@/lib/proxies/explain/match-input";
import { matchString } from "@/lib/proxies/explain/string-match";
import {
  anyField,
  booleanField,
  field,
  isProtoObject,
  itemsField,
  numberField,
  objectField,
  textField,
  type ProtoObject,
} from "@/lib/proxies/proto-json";

/** What a tree of `xds.type.matcher.v3.Matcher` decides. */
export type TreeResult =
  | {
      readonly is: "action";
      readonly name: string;
      readonly type: string;
      readonly content: ProtoObject;
    }
  | { readonly is: "none" }
  | { readonly is: "unknown"; readonly because: readonly Because[] };

const none: TreeResult = { is: "none" };

/**
 * The action of a matcher tree. A branch that leads nowhere counts as not taken, so the next one is tried; only then
 * `on_no_match` holds. Source: Envoy's Matcher::evaluateMatch.
 */
export function evaluateTree(matcher: unknown, input: MatchInput): TreeResult {
  const found = evaluateBranches(matcher, input);
  if (found.is !== "none") return found;
  const otherwise = objectField(matcher, "on_no_match");
  return otherwise === undefined ? none : follow(otherwise, input);
}

function evaluateBranches(matcher: unknown, input: MatchInput): TreeResult {
  for (const branch of itemsField(objectField(matcher, "matcher_list"), "matchers")) {
    const answer = predicate(objectField(branch, "predicate"), input);
    if (answer.is === "unknown") return { is: "unknown", because: answer.because };
    if (answer.is === "no") continue;
    const found = follow(objectField(branch, "on_match"), input);
    if (found.is !== "none") return found;
  }
  const tree = objectField(matcher, "matcher_tree");
  return tree === undefined ? none : evaluateMap(tree, input);
}

function follow(onMatch: unknown, input: MatchInput): TreeResult {
  if (booleanField(onMatch, "keep_matching")) return none;
  const nested = objectField(onMatch, "matcher");
  if (nested !== undefined) return evaluateTree(nested, input);
  const action = objectField(onMatch, "action");
  if (action === undefined) return none;
  return { is: "action", name: textField(action, "name") ?? "", ...anyField(action, "typed_config") };
}

function evaluateMap(tree: unknown, input: MatchInput): TreeResult {
  const value = input(objectField(tree, "input"));
  if (typeof value === "object" && value !== null) return { is: "unknown", because: [value] };
  if (value === null) return none;
  const exact = objectField(objectField(tree, "exact_match_map"), "map");
  if (exact !== undefined) return follow(exact[value], input);
  const prefixes = objectField(objectField(tree, "prefix_match_map"), "map");
  if (prefixes !== undefined) {
    const fitting = Object.keys(prefixes)
      .filter((prefix) => value.startsWith(prefix))
      .toSorted((left, right) => right.length - left.length);
    return firstOf(
      fitting.map((prefix) => prefixes[prefix]),
      input,
    );
  }
  const custom = anyField(objectField(tree, "custom_match"), "typed_config");
  if (!custom.type.endsWith(".IPMatcher")) {
    return { is: "unknown", because: [{ code: "extension", values: { what: custom.type } }] };
  }
  return firstOf(ipBranches(custom.content, value), input);
}

function firstOf(branches: readonly unknown[], input: MatchInput): TreeResult {
  for (const branch of branches) {
    const found = follow(branch, input);
    if (found.is !== "none") return found;
  }
  return none;
}

/** The branches whose range holds the address, most specific first; an exclusive one ends the search. */
function ipBranches(content: ProtoObject, value: string): readonly unknown[] {
  const ip = parseIp(value);
  if (ip === undefined) return [];
  const fitting = itemsField(content, "range_matchers").flatMap((branch) =>
    itemsField(branch, "ranges").flatMap((range) => {
      const block = parseRange(
        textField(range, "address_prefix") ?? "",
        numberField(range, "prefix_len") ?? 0,
      );
      return block !== undefined && isInRange(ip, block)
        ? [
            {
              length: block.length,
              onMatch: field(branch, "on_match"),
              ends: booleanField(branch, "exclusive"),
            },
          ]
        : [];
    }),
  );
  const sorted = fitting.toSorted((left, right) => right.length - left.length);
  const last = sorted.findIndex(({ ends }) => ends);
  return sorted.slice(0, last < 0 ? undefined : last + 1).map(({ onMatch }) => onMatch);
}

function predicate(proto: unknown, input: MatchInput): Answer {
  const and = objectField(proto, "and_matcher");
  if (and !== undefined) return allOf(itemsField(and, "predicate").map((one) => predicate(one, input)));
  const or = objectField(proto, "or_matcher");
  if (or !== undefined) {
    return anyOf(
      itemsField(or, "predicate").map((one) => predicate(one, input)),
      "predicate",
    );
  }
  const inner = objectField(proto, "not_matcher");
  if (inner !== undefined) return not(predicate(inner, input), "predicate");
  const single = objectField(proto, "single_predicate");
  const value = input(objectField(single, "input"));
  if (value === null) return no("input_absent");
  if (typeof value === "object") return { is: "unknown", because: [value] };
  const strings = objectField(single, "value_match");
  if (strings !== undefined) return matchString(strings, value, "input");
  return customMatch(anyField(objectField(single, "custom_match"), "typed_config"), value);
}

function customMatch({ type, content }: ReturnType<typeof anyField>, value: string): Answer {
  if (type.endsWith("input_matchers.ip.v3.Ip")) {
    const ip = parseIp(value);
    const isIn = itemsField(content, "cidr_ranges").some((range) => {
      const block = parseRange(
        textField(range, "address_prefix") ?? "",
        numberField(range, "prefix_len") ?? 0,
      );
      return ip !== undefined && block !== undefined && isInRange(ip, block);
    });
    return yesIf(isIn, "predicate", { found: value });
  }
  if (type.endsWith(".StringMatcher") && isProtoObject(content)) return matchString(content, value, "input");
  return unknown("extension", { what: type });
}
