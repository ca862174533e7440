import { isRecord } from "@/lib/config/clean-manifest";
import { fieldSchema, type JsonSchema } from "@/lib/config/schema/json-schema";

/** Names that CEL keeps for itself: a field of that name is written `__name__`. Source: Kubernetes CRD validation. */
const reserved = new Set(
  "true false null in as break const continue else for function if import let loop package namespace return var void while".split(
    " ",
  ),
);

function celName(field: string): string {
  if (reserved.has(field)) return `__${field}__`;
  return field
    .replaceAll("__", "__underscores__")
    .replaceAll(".", "__dot__")
    .replaceAll("-", "__dash__")
    .replaceAll("/", "__slash__");
}

/** A JSON value as CEL sees it under this schema: whole numbers are `int`, declared fields have CEL's names. */
export function celValue(schema: JsonSchema | undefined, value: unknown): unknown {
  if (typeof value === "number") {
    return Number.isInteger(value) && schema?.type !== "number" ? BigInt(value) : value;
  }
  if (Array.isArray(value)) return value.map((item) => celValue(schema?.items, item));
  if (!isRecord(value)) return value;
  const isDeclared = schema?.properties !== undefined;
  return Object.fromEntries(
    Object.entries(value).map(([field, child]) => [
      isDeclared ? celName(field) : field,
      celValue(schema === undefined ? undefined : fieldSchema(schema, field), child),
    ]),
  );
}
