export type MissingVariable = { readonly path: readonly (string | number)[]; readonly variable: string };

/** `value` with every `${NAME}` inside of its texts replaced, and the variables that are not set. */
export function expandEnvironment(
  value: unknown,
  environment: Readonly<Record<string, string | undefined>>,
  path: readonly (string | number)[] = [],
): { value: unknown; missing: MissingVariable[] } {
  const missing: MissingVariable[] = [];
  const walk = (node: unknown, at: readonly (string | number)[]): unknown => {
    if (typeof node === "string") {
      return node.replace(/\$\{([^}]*)\}/g, (_whole, variable: string) => {
        const found = environment[variable];
        if (found === undefined) missing.push({ path: at, variable });
        return found ?? "";
      });
    }
    if (Array.isArray(node)) return node.map((item: unknown, index) => walk(item, [...at, index]));
    if (typeof node !== "object" || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, walk(item, [...at, key])]));
  };
  return { value: walk(value, path), missing };
}
