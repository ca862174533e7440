import { isInRange, parseIp, parseRange } from "@/lib/proxies/explain/ip-range";
import type { SeenConnection } from "@/lib/proxies/explain-flow/connection";
import { anyField, field, itemsField, numberField, objectField, textField } from "@/lib/proxies/proto-json";

type Seen = SeenConnection["connection"];

/** The name of the chain that a matcher picks; "none" is no match; an unknown input is named. */
export type MatcherAnswer =
  | { readonly kind: "chain"; readonly name: string }
  | { readonly kind: "none" }
  | { readonly kind: "unknown"; readonly input: string };

/**
 * The filter chain that a listener's `filter_chain_matcher` picks: waypoints have one. A matcher that we don't know is
 * unknown. Source: xds.type.matcher.v3.Matcher.
 */
export function matchChain(matcher: unknown, seen: Seen): MatcherAnswer {
  const otherwise = () => onMatch(objectField(matcher, "on_no_match"), seen);
  const tree = objectField(matcher, "matcher_tree");
  if (tree !== undefined) {
    const found = treeMatch(tree, seen);
    if (found.kind !== "none") return found;
    return otherwise();
  }
  const list = objectField(matcher, "matcher_list");
  if (list === undefined) return otherwise();
  for (const item of itemsField(list, "matchers")) {
    const holds = predicateHolds(objectField(item, "predicate"), seen);
    if (holds === undefined) return { kind: "unknown", input: "predicate" };
    if (!holds) continue;
    const found = onMatch(objectField(item, "on_match"), seen);
    if (found.kind !== "none") return found;
  }
  return otherwise();
}

function onMatch(on: unknown, seen: Seen): MatcherAnswer {
  const nested = objectField(on, "matcher");
  if (nested !== undefined) return matchChain(nested, seen);
  const action = objectField(on, "action");
  if (action === undefined) return { kind: "none" };
  const name = textField(anyField(action, "typed_config").content, "value") ?? textField(action, "name");
  return name === undefined ? { kind: "unknown", input: "action" } : { kind: "chain", name };
}

function treeMatch(tree: unknown, seen: Seen): MatcherAnswer {
  const { type } = anyField(objectField(tree, "input"), "typed_config");
  const input = valueOf(type, seen);
  if (input === undefined) return { kind: "unknown", input: type };
  const exact = objectField(objectField(tree, "exact_match_map"), "map");
  if (exact !== undefined) return onMatch(ownValue(exact, input), seen);
  const prefixes = objectField(objectField(tree, "prefix_match_map"), "map");
  if (prefixes !== undefined) {
    const longest = Object.keys(prefixes)
      .filter((prefix) => input.startsWith(prefix))
      .toSorted((left, right) => right.length - left.length)[0];
    return longest === undefined ? { kind: "none" } : onMatch(ownValue(prefixes, longest), seen);
  }
  const custom = anyField(objectField(tree, "custom_match"), "typed_config");
  if (custom.type.endsWith(".IPMatcher")) return ipMatch(custom.content, input, seen);
  return { kind: "unknown", input: custom.type };
}

function ownValue(map: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** The longest range wins; where it finds nothing inside, the next longer one that holds the address is tried. */
function ipMatch(matcher: unknown, input: string, seen: Seen): MatcherAnswer {
  const address = parseIp(input);
  if (address === undefined) return { kind: "none" };
  const holding = itemsField(matcher, "range_matchers").flatMap((item) =>
    itemsField(item, "ranges").flatMap((range) => {
      const parsed = parseRange(
        textField(range, "address_prefix") ?? "",
        numberField(range, "prefix_len") ?? 0,
      );
      return parsed !== undefined && isInRange(address, parsed) ? [{ length: parsed.length, item }] : [];
    }),
  );
  for (const { item } of holding.toSorted((left, right) => right.length - left.length)) {
    const found = onMatch(objectField(item, "on_match"), seen);
    if (found.kind !== "none" || field(item, "exclusive") === true) return found;
  }
  return { kind: "none" };
}

/** The text that an input reads; undefined for one that nobody told or that we don't know. */
function valueOf(type: string, seen: Seen): string | undefined {
  switch (type.slice(type.lastIndexOf(".") + 1)) {
    case "DestinationIPInput":
      return seen.destination.ip;
    case "DestinationPortInput":
      return String(seen.destination.port);
    case "SourceIPInput":
    case "DirectSourceIPInput":
      return seen.source?.ip;
    case "ServerNameInput":
      return seen.serverName;
    case "TransportProtocolInput":
      return seen.transport;
    case "ApplicationProtocolInput":
      return seen.applications?.map((one) => `'${one}'`).join(",");
  }
  return undefined;
}

function predicateHolds(predicate: unknown, seen: Seen): boolean | undefined {
  const single = objectField(predicate, "single_predicate");
  if (single !== undefined) {
    const { type } = anyField(objectField(single, "input"), "typed_config");
    const input = valueOf(type, seen);
    const exact = textField(objectField(single, "value_match"), "exact");
    return input === undefined || exact === undefined ? undefined : input === exact;
  }
  const not = objectField(predicate, "not_matcher");
  if (not !== undefined) {
    const holds = predicateHolds(not, seen);
    return holds === undefined ? undefined : !holds;
  }
  const parts = (key: string) =>
    itemsField(objectField(predicate, key), "predicate").map((one) => predicateHolds(one, seen));
  const every = parts("and_matcher");
  if (every.length > 0) return every.includes(false) ? false : every.includes(undefined) ? undefined : true;
  const any = parts("or_matcher");
  if (any.length > 0) return any.includes(true) ? true : any.includes(undefined) ? undefined : false;
  return undefined;
}
