/** What a schema says against a value, in the API server's words. `code` has a translated text with `params`. */
export type SchemaProblem = {
  readonly code:
    | "unknown_field"
    | "type"
    | "required"
    | "enum"
    | "range"
    | "pattern"
    | "size"
    | "duplicate"
    | "alternatives"
    | "rule";
  readonly path: string;
  readonly message: string;
  readonly params: Readonly<Record<string, string>>;
  /** The rules of an object are asked only when its shape is right. */
  readonly isStructural: boolean;
};

/** `path.field`, `field` at the top. */
export function joinPath(path: string, field: string): string {
  return path === "" ? field : `${path}.${field}`;
}

/** A value as messages show it: scalars themselves, anything else by its type. */
export function printValue(value: unknown): string {
  if (Array.isArray(value)) return '"array"';
  return typeof value === "object" && value !== null ? '"object"' : (JSON.stringify(value) ?? "null");
}
