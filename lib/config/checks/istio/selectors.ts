import { namespaceOf, pairs, record, records, text, texts } from "@/lib/config/checks/loose";
import { memoByIdentity } from "@/lib/config/checks/memo";
import type { Manifest } from "@/lib/config/manifest";

type Labels = Readonly<Record<string, string>>;

/** `a=1,b=2`, sorted by key, as Kubernetes prints a selector. */
export function printSelector(selector: Labels): string {
  return Object.keys(selector)
    .toSorted()
    .map((key) => `${key}=${selector[key] ?? ""}`)
    .join(",");
}

/** Whether a LabelSelector of Kubernetes takes the labels. Absent takes all; a broken one takes none. */
export function labelSelectorMatches(selector: unknown, labels: Labels): boolean {
  if (selector === undefined || selector === null) return true;
  const { matchLabels, matchExpressions } = record(selector);
  const isMatch = Object.entries(pairs(matchLabels)).every(([key, value]) => labels[key] === value);
  return isMatch && records(matchExpressions).every((expression) => meetsExpression(expression, labels));
}

function meetsExpression(expression: Readonly<Record<string, unknown>>, labels: Labels): boolean {
  const value = labels[text(expression["key"])];
  const values = texts(expression["values"]);
  switch (text(expression["operator"])) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default:
      return false;
  }
}

const nobody: readonly Manifest[] = [];

const byNamespace = memoByIdentity((list: readonly Manifest[]): ReadonlyMap<string, readonly Manifest[]> => {
  const index = new Map<string, Manifest[]>();
  for (const manifest of list) {
    const namespace = namespaceOf(manifest);
    const known = index.get(namespace);
    if (known === undefined) index.set(namespace, [manifest]);
    else known.push(manifest);
  }
  return index;
});

/** The objects of the list that are in the namespace. */
export function inNamespace(list: readonly Manifest[], namespace: string): readonly Manifest[] {
  return byNamespace(list).get(namespace) ?? nobody;
}

const byName = memoByIdentity(
  (list: readonly Manifest[]): ReadonlyMap<string, Manifest> =>
    new Map(list.map((manifest) => [`${namespaceOf(manifest)}/${manifest.metadata.name}`, manifest])),
);

/** The object of the list with this namespace and name. */
export function findNamed(list: readonly Manifest[], namespace: string, name: string): Manifest | undefined {
  return byName(list).get(`${namespace}/${name}`);
}

const byNameAlone = memoByIdentity(
  (list: readonly Manifest[]): ReadonlyMap<string, Manifest> =>
    new Map(list.map((manifest) => [manifest.metadata.name, manifest])),
);

/** The cluster-scoped object of the list with this name. */
export function findInCluster(list: readonly Manifest[], name: string): Manifest | undefined {
  return byNameAlone(list).get(name);
}
