import { isJsonObject, isList, type JsonObject } from "@/server/demo/kubernetes/json-value";
import { fieldsOfKind, type FieldNode } from "@/server/demo/kubernetes/schema/fields";
import { gatewayRules } from "@/server/demo/kubernetes/schema/gateway-rules";
import { istioRules } from "@/server/demo/kubernetes/schema/istio-rules";
import { schemaIssues, type SchemaIssue } from "@/server/demo/kubernetes/schema/model-validators";
import { isUnique, type Rule } from "@/server/demo/kubernetes/schema/rule";
import { structureOfKind } from "@/server/demo/kubernetes/schema/structure";
import { causeFromIssue, nullCause, printValue } from "@/server/demo/kubernetes/schema/value-cause";
import type { StatusCause } from "@/server/demo/kubernetes/status";

/** Failures after which the API server does not evaluate CEL rules. */
const blocking = new Set([
  "FieldValueNotSupported",
  "FieldValueRequired",
  "FieldValueTooLong",
  "FieldValueTooMany",
  "FieldValueTypeInvalid",
]);
const notChecked: StatusCause = {
  reason: "FieldValueInvalid",
  message:
    'Invalid value: "null": some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
  field: "<nil>",
};

/** An issue of a branch of an alternative says nothing that the alternative itself does not. */
function isExplained(issue: SchemaIssue, all: readonly SchemaIssue[]): boolean {
  if (!["not", "required", "anyOf"].includes(issue.keyword)) return false;
  return all.some((other) => other.keyword === "oneOf" && other.instancePath === issue.instancePath);
}

const jsonType: Readonly<Record<FieldNode["type"], string>> = {
  string: "string",
  number: "integer",
  boolean: "boolean",
  "string-or-number": "string",
  list: "array",
  map: "object",
  object: "object",
  any: "object",
};

function nullCauses(node: FieldNode, value: unknown, path: string): readonly StatusCause[] {
  if (value === null) return node.type === "any" ? [] : [nullCause(path, jsonType[node.type])];
  if (node.type === "list" && isList(value)) {
    return value.flatMap((item, index) => nullCauses(node.items, item, `${path}[${index}]`));
  }
  if (!isJsonObject(value) || (node.type !== "object" && node.type !== "map")) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const inner = node.type === "map" ? node.values : node.fields.get(key);
    return inner === undefined ? [] : nullCauses(inner, child, path === "" ? key : `${path}.${key}`);
  });
}

type Visit = (value: unknown, shape: string, path: string) => void;

/** Every value with its path twice: as rules write it (`[]`, `{}`) and as messages do. */
function visitValues(node: FieldNode, value: unknown, shape: string, path: string, visit: Visit): void {
  visit(value, shape, path);
  if (isList(value)) {
    const items = node.type === "list" ? node.items : node;
    value.forEach((item, index) => visitValues(items, item, `${shape}[]`, `${path}[${index}]`, visit));
    return;
  }
  if (!isJsonObject(value) || node.type === "any") return;
  for (const [key, child] of Object.entries(value)) {
    if (node.type === "map") visitValues(node.values, child, `${shape}{}`, `${path}[${key}]`, visit);
    if (node.type !== "object") continue;
    const inner = node.fields.get(key);
    if (inner !== undefined) visitValues(inner, child, `${shape}.${key}`, `${path}.${key}`, visit);
  }
}

function ruleCauses(group: string, kind: string, spec: unknown, node: FieldNode): readonly StatusCause[] {
  const rules: readonly Rule[] =
    (group === "gateway.networking.k8s.io" ? gatewayRules : istioRules)[kind] ?? [];
  const { listAt } = structureOfKind(group, kind);
  const causes: StatusCause[] = [];
  visitValues(node, spec, "spec", "spec", (value, shape, path) => {
    for (const { path: pattern, message, holds } of rules) {
      if (!pattern.test(shape) || holds(value)) continue;
      causes.push({
        reason: "FieldValueInvalid",
        message: `Invalid value: ${printValue(value)}: ${message}`,
        field: path,
      });
    }
    const list = isList(value) ? listAt(shape) : undefined;
    if (!isList(value) || list?.type !== "keyed") return;
    const keyOf = (item: unknown) => (isJsonObject(item) ? list.keys.map((key) => item[key]) : item);
    if (isUnique(value, keyOf)) return;
    const index = value.findIndex(
      (item, at) => !isUnique(value.slice(0, at + 1), keyOf) && item !== undefined,
    );
    const message = `Duplicate value: ${JSON.stringify(Object.fromEntries(list.keys.map((key) => [key, at(value[index], key)])))}`;
    causes.push({ reason: "FieldValueDuplicate", message, field: `${path}[${index}]` });
  });
  return causes;
}

const at = (value: unknown, key: string) => (isJsonObject(value) ? value[key] : undefined);

/** Every rule of its CRD that an object breaks, in the words of the API server; none for kinds without a CRD. */
export function validateObject(group: string, kind: string, object: JsonObject): readonly StatusCause[] {
  const node = fieldsOfKind(group, kind);
  if (node?.type !== "object") return [];
  const { status: _status, ...checked } = object;
  const issues = schemaIssues(group, kind, checked);
  const fromSchema = issues
    .filter((issue) => !isExplained(issue, issues))
    .flatMap((issue) => causeFromIssue(checked, issue) ?? [])
    .filter((cause) => cause.field !== "metadata");
  const fromNulls = nullCauses(node, checked, "");
  const named = new Set(fromSchema.map((cause) => cause.field));
  const structural = [...fromSchema, ...fromNulls.filter((cause) => !named.has(cause.field))];
  if (structural.some((cause) => blocking.has(cause.reason))) return [...structural, notChecked];
  const spec = node.fields.get("spec");
  return spec === undefined ? structural : [...structural, ...ruleCauses(group, kind, checked.spec, spec)];
}
