import type { JsonSchema } from "@/lib/config/schema/json-schema";
import { printValue, type SchemaProblem } from "@/lib/config/schema/schema-problem";

const kindOf = (value: unknown): string => {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
};

/** Wrong type, or undefined when the type fits or none is declared. */
export function typeProblem(schema: JsonSchema, value: unknown, path: string): SchemaProblem | undefined {
  const found = kindOf(value);
  if (schema["x-kubernetes-int-or-string"] === true) {
    if (found === "integer" || found === "string") return undefined;
    return wrongType(path, "integer or string", found);
  }
  const { type } = schema;
  if (type === undefined || type === found || (type === "number" && found === "integer")) return undefined;
  if (value === null && schema.nullable === true) return undefined;
  return wrongType(path, type, found);
}

function wrongType(path: string, wanted: string, found: string): SchemaProblem {
  const message = `Invalid value: "${found}": ${path} in body must be of type ${wanted}: "${found}"`;
  return { code: "type", path, message, params: { wanted, found }, isStructural: true };
}

/** What the keywords of a schema say against the value itself, not against what is in it. */
export function scalarProblems(schema: JsonSchema, value: unknown, path: string): readonly SchemaProblem[] {
  if (value === null) return [];
  return [
    enumProblem(schema, value, path),
    ...rangeProblems(schema, value, path),
    patternProblem(schema, value, path),
  ]
    .concat(sizeProblems(schema, value, path))
    .filter((problem) => problem !== undefined);
}

function enumProblem(schema: JsonSchema, value: unknown, path: string): SchemaProblem | undefined {
  if (schema.enum === undefined || schema.enum.includes(value)) return undefined;
  const supported = schema.enum.map((item) => JSON.stringify(item)).join(", ");
  const message = `Unsupported value: ${printValue(value)}: supported values: ${supported}`;
  return { code: "enum", path, message, params: { value: String(value), supported }, isStructural: true };
}

const invalid = (
  code: SchemaProblem["code"],
  path: string,
  value: unknown,
  words: string,
): SchemaProblem => ({
  code,
  path,
  message: `Invalid value: ${printValue(value)}: ${path} in body ${words}`,
  params: { value: String(value), words },
  isStructural: true,
});

function rangeProblems(schema: JsonSchema, value: unknown, path: string): readonly SchemaProblem[] {
  if (typeof value !== "number") return [];
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const problems: SchemaProblem[] = [];
  if (minimum !== undefined && (exclusiveMinimum === true ? value <= minimum : value < minimum)) {
    const words = exclusiveMinimum === true ? "greater than" : "greater than or equal to";
    problems.push(invalid("range", path, value, `should be ${words} ${minimum}`));
  }
  if (maximum !== undefined && (exclusiveMaximum === true ? value >= maximum : value > maximum)) {
    const words = exclusiveMaximum === true ? "less than" : "less than or equal to";
    problems.push(invalid("range", path, value, `should be ${words} ${maximum}`));
  }
  return problems;
}

const expressions = new Map<string, RegExp | undefined>();

/** A pattern that JavaScript does not read the way Go does is left to the API server. */
function expressionOf(pattern: string): RegExp | undefined {
  if (!expressions.has(pattern)) {
    try {
      expressions.set(pattern, new RegExp(pattern, "u"));
    } catch {
      expressions.set(pattern, undefined);
    }
  }
  return expressions.get(pattern);
}

function patternProblem(schema: JsonSchema, value: unknown, path: string): SchemaProblem | undefined {
  if (schema.pattern === undefined || typeof value !== "string") return undefined;
  if (expressionOf(schema.pattern)?.test(value) !== false) return undefined;
  return invalid("pattern", path, value, `should match '${schema.pattern}'`);
}

function sizeProblems(schema: JsonSchema, value: unknown, path: string): readonly SchemaProblem[] {
  if (typeof value === "string") {
    return bounds(path, value, [...value].length, schema.minLength, schema.maxLength, "chars long");
  }
  if (Array.isArray(value))
    return bounds(path, value, value.length, schema.minItems, schema.maxItems, "items");
  if (typeof value !== "object" || value === null) return [];
  const { minProperties, maxProperties } = schema;
  return bounds(path, value, Object.keys(value).length, minProperties, maxProperties, "properties");
}

function bounds(
  path: string,
  value: unknown,
  size: number,
  min: number | undefined,
  max: number | undefined,
  unit: string,
): readonly SchemaProblem[] {
  const verb = unit === "chars long" ? "be" : "have";
  const shown = typeof value === "string" ? value : size;
  if (min !== undefined && size < min)
    return [invalid("size", path, shown, `should ${verb} at least ${min} ${unit}`)];
  if (max !== undefined && size > max)
    return [invalid("size", path, shown, `should ${verb} at most ${max} ${unit}`)];
  return [];
}
