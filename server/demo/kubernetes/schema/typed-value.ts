import { isJsonObject, isList } from "@/server/demo/kubernetes/json-value";
import type { FieldNode } from "@/server/demo/kubernetes/schema/fields";

const goType = (value: unknown): string => {
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  if (typeof value === "boolean") return "bool";
  if (isList(value)) return "[]interface {}";
  return isJsonObject(value) ? "map[string]interface {}" : "string";
};

const goText = (value: unknown): string => {
  if (isList(value)) return `[${value.map(goText).join(" ")}]`;
  if (!isJsonObject(value)) return String(value);
  return `map[${Object.keys(value)
    .toSorted()
    .map((key) => `${key}:${goText(value[key])}`)
    .join(" ")}]`;
};

const goSyntax = (value: unknown): string =>
  typeof value === "string" ? JSON.stringify(value) : goText(value);

function scalarError(type: "string" | "number" | "boolean", value: unknown): string | undefined {
  if (typeof value === type) return undefined;
  switch (type) {
    case "string":
      return `expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`;
    case "number":
      return `expected numeric (int or float), got ${goType(value)}`;
    case "boolean":
      return `expected boolean, got &{${goText(value)}}`;
  }
}

/** What server-side apply refuses before anything else: undeclared fields and wrong types, each with its path. */
export function typedErrors(node: FieldNode, value: unknown, path = ""): string[] {
  if (value === null || value === undefined || node.type === "any") return [];
  const at = path === "" ? "" : `${path}: `;
  switch (node.type) {
    case "string":
    case "number":
    case "boolean": {
      const error = scalarError(node.type, value);
      return error === undefined ? [] : [at + error];
    }
    case "string-or-number":
      return isList(value) || isJsonObject(value) ? [`${at}expected string, got &{${goText(value)}}`] : [];
    case "list":
      if (!isList(value)) return [`${at}expected list, got &{${goText(value)}}`];
      return value.flatMap((item, index) => typedErrors(node.items, item, `${path}[${index}]`));
    case "map":
      if (!isJsonObject(value)) return [`${at}expected map, got &{${goText(value)}}`];
      return Object.entries(value).flatMap(([key, child]) =>
        typedErrors(node.values, child, `${path}.${key}`),
      );
    case "object":
      if (!isJsonObject(value)) return [`${at}expected map, got &{${goText(value)}}`];
      return Object.entries(value).flatMap(([key, child]) => {
        const declared = node.fields.get(key);
        if (declared === undefined) return [`${path}.${key}: field not declared in schema`];
        return typedErrors(declared, child, `${path}.${key}`);
      });
  }
}

export type Pruned = { readonly value: unknown; readonly unknown: readonly string[] };

/** The value without undeclared fields, and the paths of those. */
export function pruneUnknown(node: FieldNode, value: unknown, path = ""): Pruned {
  if (node.type === "list" && isList(value)) {
    const items = value.map((item, index) => pruneUnknown(node.items, item, `${path}[${index}]`));
    return { value: items.map((item) => item.value), unknown: items.flatMap((item) => item.unknown) };
  }
  if (!isJsonObject(value) || (node.type !== "object" && node.type !== "map")) return { value, unknown: [] };
  const kept: Record<string, unknown> = {};
  const unknown: string[] = [];
  for (const [key, child] of Object.entries(value)) {
    const inner = path === "" ? key : `${path}.${key}`;
    const declared = node.type === "map" ? node.values : node.fields.get(key);
    if (declared === undefined) {
      unknown.push(inner);
      continue;
    }
    const pruned = pruneUnknown(declared, child, inner);
    kept[key] = pruned.value;
    unknown.push(...pruned.unknown);
  }
  return { value: kept, unknown };
}
