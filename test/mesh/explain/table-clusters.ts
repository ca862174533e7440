const clusterKeys = new Set(["cluster", "name"]);

/** Names of the clusters that route tables send to, as far as their routes and weights name them; `c1` and `c2` always. */
export function clustersOf(tables: readonly unknown[]): readonly string[] {
  const names = new Set(["c1", "c2"]);
  const visit = (value: unknown, parent: string) => {
    if (Array.isArray(value)) for (const item of value) visit(item, parent);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return;
    for (const [key, held] of Object.entries(value)) {
      const isName = key === "cluster" || (parent === "clusters" && clusterKeys.has(key));
      if (isName && typeof held === "string" && held !== "") names.add(held);
      else visit(held, key);
    }
  };
  visit(tables, "");
  return [...names];
}
