import { isRecord } from "@/lib/config/clean-manifest";
import { fieldSchema, type JsonSchema } from "@/lib/config/schema/json-schema";

/** The value with the defaults that the API server fills in before it asks the rules. */
export function withDefaults(schema: JsonSchema, value: unknown): unknown {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined ? value : value.map((item) => withDefaults(items, item));
  }
  if (!isRecord(value)) return value;
  const filled: Record<string, unknown> = { ...value };
  for (const [field, declared] of Object.entries(schema.properties ?? {})) {
    if (declared.default === undefined) continue;
    if (filled[field] === undefined || (filled[field] === null && declared.nullable !== true)) {
      filled[field] = declared.default;
    }
  }
  return Object.fromEntries(
    Object.entries(filled).map(([field, child]) => {
      const declared = fieldSchema(schema, field);
      return [field, declared === undefined ? child : withDefaults(declared, child)];
    }),
  );
}
