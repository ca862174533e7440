import { anyField, field, itemsField, lineFromProto, objectField, textField } from "./proto-json";
import { rangeText, stringMatchText } from "./facts/texts";

const inputNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    DestinationIPInput: "destination",
    DestinationPortInput: "port",
    SourceIPInput: "source",
    DirectSourceIPInput: "direct source",
    SourcePortInput: "source port",
    SourceTypeInput: "source type",
    ServerNameInput: "SNI",
    TransportProtocolInput: "transport",
    ApplicationProtocolInput: "ALPN",
    FilterStateInput: "filter state",
  }),
);

/**
 * For each filter chain that a `filter_chain_matcher` names, the conditions of every way that leads to it, as
 * `destination 10.0.0.1/32; port 8000`. A way that needs nothing is "".
 */
export function chainWaysFromMatcher(matcher: unknown): ReadonlyMap<string, readonly string[]> {
  const ways = new Map<string, string[]>();
  walk(matcher, [], ways);
  return ways;
}

function inputWords(input: unknown): string {
  const { type, content } = anyField(input, "typed_config");
  const short = type.slice(type.lastIndexOf(".") + 1);
  if (short === "FilterStateInput") return textField(content, "key") ?? "filter state";
  return inputNames.get(short) ?? textField(input, "name") ?? short;
}

function end(onMatch: unknown, conditions: readonly string[], ways: Map<string, string[]>): void {
  const nested = objectField(onMatch, "matcher");
  if (nested !== undefined) return walk(nested, conditions, ways);
  const action = objectField(onMatch, "action");
  if (action === undefined) return;
  const { content } = anyField(action, "typed_config");
  const name = textField(content, "value") ?? textField(action, "name") ?? "";
  const words = conditions.join("; ");
  const known = ways.get(name);
  if (known === undefined) ways.set(name, [words]);
  else known.push(words);
}

function walk(matcher: unknown, conditions: readonly string[], ways: Map<string, string[]>): void {
  const tree = objectField(matcher, "matcher_tree");
  if (tree !== undefined) walkTree(tree, conditions, ways);
  for (const item of itemsField(objectField(matcher, "matcher_list"), "matchers"))
    end(field(item, "on_match"), [...conditions, predicateWords(field(item, "predicate"))], ways);
  const otherwise = objectField(matcher, "on_no_match");
  if (otherwise !== undefined) end(otherwise, [...conditions, "otherwise"], ways);
}

function walkTree(tree: unknown, conditions: readonly string[], ways: Map<string, string[]>): void {
  const input = inputWords(field(tree, "input"));
  for (const [key, suffix] of [
    ["exact_match_map", ""],
    ["prefix_match_map", "*"],
  ] as const) {
    const map = objectField(objectField(tree, key), "map") ?? {};
    for (const [value, onMatch] of Object.entries(map))
      end(onMatch, [...conditions, `${input} ${value}${suffix}`], ways);
  }
  const { content } = anyField(objectField(tree, "custom_match"), "typed_config");
  for (const range of itemsField(content, "range_matchers")) {
    const ranges = itemsField(range, "ranges").map(rangeText).join(", ");
    end(field(range, "on_match"), [...conditions, `${input} ${ranges}`], ways);
  }
  for (const domain of itemsField(content, "domain_matchers")) {
    const names = itemsField(domain, "domains").map(lineFromProto).join(", ");
    end(field(domain, "on_match"), [...conditions, `${input} ${names}`], ways);
  }
}

function predicateWords(predicate: unknown): string {
  for (const [key, glue] of [
    ["and_matcher", " and "],
    ["or_matcher", " or "],
  ] as const) {
    const items = itemsField(objectField(predicate, key), "predicate");
    if (items.length > 0) return `(${items.map(predicateWords).join(glue)})`;
  }
  const not = objectField(predicate, "not_matcher");
  if (not !== undefined) return `not ${predicateWords(not)}`;
  const single = objectField(predicate, "single_predicate");
  return `${inputWords(field(single, "input"))} ${stringMatchText(objectField(single, "value_match"))}`;
}
