import { listKeys } from "@/lib/config/list-keys";
import { recordsOf, textOf, type Json } from "@/lib/routing/json-fields";
import type { RouteTable } from "@/lib/routing/route-table";

const longest = 60;

/**
 * A key for each rule, stable while others come and go: its name, else what it asks for in letters that every API
 * takes as a name; "" for an unnamed rule that takes everything. Twins get "-2", "-3".
 */
export function routeKeys(table: Pick<RouteTable, "api" | "rules">): readonly string[] {
  const field = table.api === "istio" ? "http" : "rules";
  const described = table.rules.map((rule) => unnamedKey(field, rule));
  const taken = new Set<string>();
  return table.rules.map((rule, index) => {
    const wanted = textOf(rule["name"]) ?? described[index] ?? "";
    let key = wanted;
    for (let twin = 2; taken.has(key); twin += 1) key = `${wanted === "" ? "default" : wanted}-${twin}`;
    taken.add(key);
    return key;
  });
}

function unnamedKey(field: string, rule: Json): string {
  const matches =
    field === "http" ? { match: recordsOf(rule["match"]) } : { matches: recordsOf(rule["matches"]) };
  const [text = ""] = listKeys(field, [matches]);
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, longest)
    .replaceAll(/^-+|-+$/g, "");
}

/** The rule with `name` in front, when it has another or none. */
export function withName(rule: Json, name: string): Json {
  if (rule["name"] === name) return rule;
  const { name: _name, ...rest } = rule;
  return { name, ...rest };
}
