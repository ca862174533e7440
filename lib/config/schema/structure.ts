import { isRecord } from "@/lib/config/clean-manifest";
import { fieldSchema, isOpen, type JsonSchema } from "@/lib/config/schema/json-schema";
import { nearestName } from "@/lib/config/schema/nearest-name";
import { scalarProblems, typeProblem } from "@/lib/config/schema/scalar-problems";
import { joinPath, type SchemaProblem } from "@/lib/config/schema/schema-problem";

/** Everything that the schema says against `value`, without its CEL rules. Source: Kubernetes structural schemas. */
export function structureProblems(schema: JsonSchema, value: unknown, path = ""): readonly SchemaProblem[] {
  const type = typeProblem(schema, value, path);
  if (type !== undefined) return [type];
  const own = [...scalarProblems(schema, value, path), ...alternativeProblems(schema, value, path)];
  if (Array.isArray(value)) return [...own, ...listProblems(schema, value, path)];
  return isRecord(value) ? [...own, ...objectProblems(schema, value, path)] : own;
}

function listProblems(schema: JsonSchema, value: readonly unknown[], path: string): readonly SchemaProblem[] {
  const { items } = schema;
  const inner =
    items === undefined
      ? []
      : value.flatMap((item, index) => structureProblems(items, item, `${path}[${index}]`));
  return [...inner, ...twinProblems(schema, value, path)];
}

function twinProblems(schema: JsonSchema, value: readonly unknown[], path: string): readonly SchemaProblem[] {
  const listType = schema["x-kubernetes-list-type"];
  if (listType !== "map" && listType !== "set") return [];
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  const seen = new Set<string>();
  return value.flatMap((item, index): readonly SchemaProblem[] => {
    const shown =
      listType === "set"
        ? item
        : Object.fromEntries(keys.map((key) => [key, isRecord(item) ? item[key] : undefined]));
    const id = JSON.stringify(shown);
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    const message = `Duplicate value: ${id}`;
    return [
      { code: "duplicate", path: `${path}[${index}]`, message, params: { value: id }, isStructural: true },
    ];
  });
}

function objectProblems(
  schema: JsonSchema,
  value: Readonly<Record<string, unknown>>,
  path: string,
): readonly SchemaProblem[] {
  const missing = (schema.required ?? []).filter((field) => !Object.hasOwn(value, field));
  const required = missing.map((field): SchemaProblem => ({
    code: "required",
    path: joinPath(path, field),
    message: "Required value",
    params: { field },
    isStructural: true,
  }));
  const inner = Object.entries(value).flatMap(([field, child]) => {
    const declared = fieldSchema(schema, field);
    if (declared !== undefined) return structureProblems(declared, child, joinPath(path, field));
    return isOpen(schema) ? [] : [unknownField(schema, field, path)];
  });
  return [...required, ...inner];
}

function unknownField(schema: JsonSchema, field: string, path: string): SchemaProblem {
  const nearest = nearestName(field, Object.keys(schema.properties ?? {}));
  return {
    code: "unknown_field",
    path: joinPath(path, field),
    message: `unknown field "${joinPath(path, field)}"${nearest === undefined ? "" : `; did you mean ${nearest}?`}`,
    params: { field, nearest: nearest ?? "" },
    isStructural: true,
  };
}

const fits = (schema: JsonSchema, value: unknown) => structureProblems(schema, value).length === 0;

/** Names that a `required` below one of the alternatives asks for: what a person has to choose between. */
function choices(schemas: readonly JsonSchema[]): readonly string[] {
  return [...new Set(schemas.flatMap(({ required }) => required ?? []))];
}

function alternativeProblems(schema: JsonSchema, value: unknown, path: string): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const refuse = (words: string, names: readonly string[]) =>
    problems.push({
      code: "alternatives",
      path,
      message: `Invalid value: "": "${path}" must ${words}`,
      params: { names: names.join(", ") },
      isStructural: true,
    });
  if (schema.oneOf !== undefined) {
    const passing = schema.oneOf.filter((one) => fits(one, value)).length;
    const found = passing > 0 ? `Found ${passing} valid alternatives` : "Found none valid";
    if (passing !== 1) refuse(`validate one and only one schema (oneOf). ${found}`, choices(schema.oneOf));
  }
  if (schema.anyOf !== undefined && !schema.anyOf.some((one) => fits(one, value))) {
    refuse("validate at least one schema (anyOf)", choices(schema.anyOf));
  }
  if (schema.allOf !== undefined && !schema.allOf.every((one) => fits(one, value))) {
    refuse("validate all the schemas (allOf)", choices(schema.allOf));
  }
  if (schema.not !== undefined && fits(schema.not, value)) {
    refuse("not validate the schema (not)", choices([schema.not, ...(schema.not.anyOf ?? [])]));
  }
  return problems;
}
