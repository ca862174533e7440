import { parser } from "@prometheus-io/lezer-promql";

/**
 * `promql` with the scope's labels required in every selector, so that several meshes can share one Prometheus.
 * undefined when the text does not parse: what cannot be read cannot be kept inside of its mesh.
 */
export function scopeQuery(promql: string, scope: Readonly<Record<string, string>>): string | undefined {
  const matchers = printMatchers(scope);
  if (matchers === "") return promql;
  const insertions: { at: number; text: string }[] = [];
  let broken = false;
  parser.parse(promql).iterate({
    enter(node) {
      if (node.type.isError) broken = true;
      if (node.name !== "VectorSelector") return;
      const braces = node.node.getChild("LabelMatchers");
      if (braces === null) {
        insertions.push({ at: node.to, text: `{${matchers}}` });
        return;
      }
      const alone = braces.firstChild === null;
      insertions.push({ at: braces.from + 1, text: alone ? matchers : `${matchers},` });
    },
  });
  if (broken) return undefined;
  return insertions
    .toSorted((a, b) => b.at - a.at)
    .reduce((text, { at, text: inserted }) => text.slice(0, at) + inserted + text.slice(at), promql);
}

/** `a="1",b="2"`, quoted as PromQL wants it; "" for no labels. */
export function printMatchers(scope: Readonly<Record<string, string>>): string {
  return Object.entries(scope)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(",");
}
