/**
 * The service account that a principal (`cluster.local/ns/shop/sa/cart`) or an entry of `serviceAccounts` (`cart`,
 * `shop/cart`) names; undefined for a pattern, which names many.
 */
export function serviceAccountFromPrincipal(
  text: string,
  namespace: string,
): { readonly namespace: string; readonly name: string } | undefined {
  if (text.includes("*")) return undefined;
  const parts = text.split("/");
  if (parts.length === 5 && parts[1] === "ns" && parts[3] === "sa") {
    return { namespace: parts[2] ?? "", name: parts[4] ?? "" };
  }
  const [first = "", second] = parts;
  if (parts.length > 2 || first === "") return undefined;
  return second === undefined ? { namespace, name: first } : { namespace: first, name: second };
}
