import type { Because } from "@/lib/proxies/explain/answer";
import { firstHeaderOf, type ExplainedRequest } from "@/lib/proxies/explain/request";
import { strangersIn } from "@/lib/proxies/explain/strangers";
import { field, itemsField, numberField, objectField, textField } from "@/lib/proxies/proto-json";

/** The scope whose key a request has; `none` where it has none, and Envoy finds no route. */
export type ScopeSearch =
  | { readonly is: "scope"; readonly scope: unknown; readonly key: readonly string[] }
  | { readonly is: "none"; readonly key?: readonly string[] }
  | { readonly is: "unknown"; readonly because: Because };

/**
 * The ScopedRouteConfiguration for a request: the one whose key has the fragments that `scope_key_builder` reads from
 * its headers. Source: Envoy's ScopeKeyBuilderImpl and ScopedConfigImpl.
 */
export function findScope(
  scopedRoutes: unknown,
  scopes: readonly unknown[],
  request: ExplainedRequest,
): ScopeSearch {
  const key: string[] = [];
  for (const builder of itemsField(objectField(scopedRoutes, "scope_key_builder"), "fragments")) {
    const fragment = fragmentOf(builder, request);
    if (fragment === null) return { is: "none" };
    if (typeof fragment !== "string") return { is: "unknown", because: fragment };
    key.push(fragment);
  }
  const found = scopes.find((scope) => {
    const fragments = itemsField(objectField(scope, "key"), "fragments").map(
      (one) => textField(one, "string_key") ?? "",
    );
    return fragments.length === key.length && fragments.every((text, index) => text === key[index]);
  });
  return found === undefined || key.length === 0 ? { is: "none", key } : { is: "scope", scope: found, key };
}

/** One part of the key; null where the request has none. Of several values of the header the first counts. */
function fragmentOf(builder: unknown, request: ExplainedRequest): string | null | Because {
  const extractor = objectField(builder, "header_value_extractor");
  const stranger =
    extractor === undefined
      ? "fragment"
      : strangersIn(extractor, ["name", "element_separator", "index", "element"])[0];
  if (extractor === undefined || stranger !== undefined) {
    return { code: "condition", values: { name: `scope_key_builder.${stranger}` } };
  }
  const name = (textField(extractor, "name") ?? "").toLowerCase();
  const value = firstHeaderOf(request, name);
  if (value === undefined) return { code: "header", values: { name } };
  if (value === null) return null;
  const separator = textField(extractor, "element_separator") ?? "";
  const elements = separator === "" ? [value] : value.split(separator);
  const wanted = objectField(extractor, "element");
  if (wanted === undefined) return elements[numberField(extractor, "index") ?? 0] ?? null;
  const between = textField(wanted, "separator") ?? "";
  for (const element of elements) {
    const at = between === "" ? -1 : element.indexOf(between);
    const own = at < 0 ? element : element.slice(0, at);
    if (own === (field(wanted, "key") ?? "")) return at < 0 ? "" : element.slice(at + between.length);
  }
  return null;
}
