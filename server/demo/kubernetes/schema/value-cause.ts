import { isJsonObject, isList } from "@/server/demo/kubernetes/json-value";
import type { SchemaIssue } from "@/server/demo/kubernetes/schema/model-validators";
import type { StatusCause } from "@/server/demo/kubernetes/status";

/** A value as messages show it: scalars themselves, anything else by its type. */
export function printValue(value: unknown): string {
  if (isList(value)) return '"array"';
  return isJsonObject(value) ? '"object"' : (JSON.stringify(value) ?? "null");
}

const stepsOf = (instancePath: string): readonly string[] =>
  instancePath
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));

function valueAt(root: unknown, steps: readonly string[]): unknown {
  let value = root;
  for (const step of steps) {
    if (isList(value)) value = value[Number(step)];
    else value = isJsonObject(value) ? value[step] : undefined;
  }
  return value;
}

/** The path as causes write it, `spec.http[0].timeout`. */
function printSteps(root: unknown, steps: readonly string[]): string {
  let path = "";
  steps.forEach((step, index) => {
    const inList = isList(valueAt(root, steps.slice(0, index)));
    path += inList ? `[${step}]` : path === "" ? step : `.${step}`;
  });
  return path;
}

const typeOf = (value: unknown): string => {
  if (value === null) return "null";
  if (isList(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
};

const invalid = (field: string, value: unknown, text: string): StatusCause => ({
  reason: "FieldValueInvalid",
  message: `Invalid value: ${printValue(value)}: ${text}`,
  field,
});

function typeCause(field: string, value: unknown, type: string): StatusCause {
  const found = typeOf(value);
  return {
    reason: "FieldValueTypeInvalid",
    message: `Invalid value: "${found}": ${field} in body must be of type ${type}: "${found}"`,
    field,
  };
}

/** A null where the schema wants a value. */
export const nullCause = (field: string, type: string) => typeCause(field, null, type);

function alternativesCause(field: string, passing: unknown): StatusCause {
  const found =
    isList(passing) && passing.length > 0 ? `Found ${passing.length} valid alternatives` : "Found none valid";
  return {
    reason: "FieldValueInvalid",
    message: `Invalid value: "": "${field}" must validate one and only one schema (oneOf). ${found}`,
    field,
  };
}

function sizeOf(value: unknown): number {
  if (typeof value === "string" || isList(value)) return value.length;
  return isJsonObject(value) ? Object.keys(value).length : 0;
}

/** What the API server says of an issue; undefined for one that only explains another. */
export function causeFromIssue(root: unknown, issue: SchemaIssue): StatusCause | undefined {
  const steps = stepsOf(issue.instancePath);
  const value = valueAt(root, steps);
  const field = printSteps(root, steps);
  const { limit, missingProperty, allowedValues, pattern, type, passingSchemas } = issue.params;
  switch (issue.keyword) {
    case "type":
      return typeCause(field, value, String(type));
    case "required": {
      const missing = field === "" ? String(missingProperty) : `${field}.${String(missingProperty)}`;
      return { reason: "FieldValueRequired", message: "Required value", field: missing };
    }
    case "enum": {
      const allowed = isList(allowedValues)
        ? allowedValues.map((item) => JSON.stringify(item)).join(", ")
        : "";
      const message = `Unsupported value: ${printValue(value)}: supported values: ${allowed}`;
      return { reason: "FieldValueNotSupported", message, field };
    }
    case "minimum":
      return invalid(field, value, `${field} in body should be greater than or equal to ${String(limit)}`);
    case "maximum":
      return invalid(field, value, `${field} in body should be less than or equal to ${String(limit)}`);
    case "minLength":
      return invalid(field, value, `${field} in body should be at least ${String(limit)} chars long`);
    case "minItems":
      return invalid(field, sizeOf(value), `${field} in body should have at least ${String(limit)} items`);
    case "minProperties":
      return invalid(
        field,
        sizeOf(value),
        `${field} in body should have at least ${String(limit)} properties`,
      );
    case "pattern":
      return invalid(field, value, `${field} in body should match '${String(pattern)}'`);
    case "maxLength":
      return {
        reason: "FieldValueTooLong",
        message: `Too long: may not be more than ${String(limit)} bytes`,
        field,
      };
    case "maxItems":
    case "maxProperties": {
      const message = `Too many: ${sizeOf(value)}: must have at most ${String(limit)} items`;
      return { reason: "FieldValueTooMany", message, field };
    }
    case "oneOf":
      return alternativesCause(field, passingSchemas);
    default:
      return undefined;
  }
}
