import { isRecord } from "@/lib/config/clean-manifest";

/** One rule of a CRD in the Common Expression Language. */
export type CelRule = {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly fieldPath?: string;
  readonly reason?: string;
};

/** A Kubernetes structural schema with every `$ref` put in place. Only the keywords that we read. */
export type JsonSchema = {
  readonly type?: string;
  readonly description?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly nullable?: boolean;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  readonly "x-kubernetes-int-or-string"?: boolean;
  readonly "x-kubernetes-list-type"?: string;
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
  readonly "x-kubernetes-validations"?: readonly CelRule[];
};

export type GroupVersionKind = { readonly group: string; readonly version: string; readonly kind: string };

/** Recursive schemas (JSONSchemaProps) would never end. */
const maxDepth = 40;

/**
 * The schema of a kind out of an OpenAPI v3 document as `/openapi/v3/apis/<group>/<version>` gives it, complete in
 * itself; undefined when the document does not have the kind.
 */
export function schemaOfKind(
  openapi: unknown,
  { group, version, kind }: GroupVersionKind,
): JsonSchema | undefined {
  const schemas = schemasOf(openapi);
  const found = Object.values(schemas).find((schema) => {
    const ids = isRecord(schema) ? schema["x-kubernetes-group-version-kind"] : undefined;
    return (
      Array.isArray(ids) &&
      ids.some(
        (id) =>
          isRecord(id) && id["kind"] === kind && id["version"] === version && (id["group"] ?? "") === group,
      )
    );
  });
  return found === undefined ? undefined : (resolve(found, schemas, 0) as JsonSchema);
}

function schemasOf(openapi: unknown): Record<string, unknown> {
  const components = isRecord(openapi) ? openapi["components"] : undefined;
  const schemas = isRecord(components) ? components["schemas"] : undefined;
  return isRecord(schemas) ? schemas : {};
}

const refPrefix = "#/components/schemas/";

function resolve(node: unknown, schemas: Record<string, unknown>, depth: number): unknown {
  if (Array.isArray(node)) return node.map((item) => resolve(item, schemas, depth));
  if (!isRecord(node)) return node;
  if (depth > maxDepth) return { "x-kubernetes-preserve-unknown-fields": true };
  const { $ref, allOf, ...own } = node;
  if (typeof $ref === "string")
    return resolve(schemas[$ref.slice(refPrefix.length)] ?? {}, schemas, depth + 1);
  const [only] = Array.isArray(allOf) ? allOf : [];
  const isWrapped = Array.isArray(allOf) && allOf.length === 1 && isRecord(only) && "$ref" in only;
  const members = Object.entries(isWrapped || allOf === undefined ? own : { ...own, allOf }).flatMap(
    ([key, value]) =>
      // An empty default of a referenced type says nothing, and defaults and enums are values, not schemas.
      key === "default" && isWrapped
        ? []
        : [[key, key === "default" || key === "enum" ? value : resolve(value, schemas, depth + 1)] as const],
  );
  const inner = isWrapped ? resolve(only, schemas, depth + 1) : {};
  return { ...(isRecord(inner) ? inner : {}), ...Object.fromEntries(members) };
}

/** Whether fields that the schema does not name are kept. */
export function isOpen(schema: JsonSchema): boolean {
  return schema["x-kubernetes-preserve-unknown-fields"] === true || schema.properties === undefined;
}

/** The schema of a field of an object, be it declared or a map's value. */
export function fieldSchema(schema: JsonSchema, field: string): JsonSchema | undefined {
  const declared = schema.properties;
  if (declared !== undefined && Object.hasOwn(declared, field)) return declared[field];
  return typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
}

/** The schema at a path of field names and indexes; undefined where nothing is declared. */
export function schemaAt(schema: JsonSchema, steps: readonly (string | number)[]): JsonSchema | undefined {
  let at: JsonSchema | undefined = schema;
  for (const step of steps) {
    if (at === undefined) return undefined;
    at = typeof step === "number" ? at.items : fieldSchema(at, step);
  }
  return at;
}
