import type { Manifest } from "@/lib/config/manifest";
import { badRequest } from "@/server/demo/kubernetes/status";

export type ObjectFilter = (object: Manifest) => boolean;

const setBased = /^\s*([^\s!=,()]+)\s+(in|notin)\s+\(([^)]*)\)\s*$/;
const equality = /^\s*([^\s!=,()]+)\s*(==|=|!=)\s*([^\s!=,()]*)\s*$/;
const existence = /^\s*(!?)\s*([^\s!=,()]+)\s*$/;

function splitTerms(text: string): readonly string[] {
  const terms: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index <= text.length; index += 1) {
    const char = text[index];
    if (char === "(") depth += 1;
    if (char === ")") depth -= 1;
    if ((char === "," && depth === 0) || char === undefined) {
      terms.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return terms.filter((term) => term.trim() !== "");
}

type LabelTest = (labels: Readonly<Record<string, string>>) => boolean;

function labelTest(term: string): LabelTest {
  const set = setBased.exec(term);
  if (set !== null) {
    const [, key = "", operator, list = ""] = set;
    const values = new Set(list.split(",").map((value) => value.trim()));
    return operator === "in"
      ? (labels) => key in labels && values.has(labels[key] ?? "")
      : (labels) => !(key in labels) || !values.has(labels[key] ?? "");
  }
  const equal = equality.exec(term);
  if (equal !== null) {
    const [, key = "", operator, value] = equal;
    return operator === "!=" ? (labels) => labels[key] !== value : (labels) => labels[key] === value;
  }
  const exists = existence.exec(term);
  if (exists === null) throw badRequest(`unable to parse requirement: ${term.trim()}`);
  const [, not, key = ""] = exists;
  return not === "!" ? (labels) => !(key in labels) : (labels) => key in labels;
}

function fieldValue(object: Manifest, field: string): string | undefined {
  let value: unknown = object;
  for (const part of field.split(".")) {
    if (typeof value !== "object" || value === null) return "";
    value = (value as Record<string, unknown>)[part];
  }
  return typeof value === "string" ? value : "";
}

const fieldsByKind: Readonly<Record<string, readonly string[]>> = {
  Pod: ["spec.nodeName", "status.phase", "status.podIP", "spec.serviceAccountName", "spec.restartPolicy"],
  Event: ["involvedObject.name", "involvedObject.namespace", "involvedObject.kind", "reason", "type"],
  Secret: ["type"],
  Namespace: ["status.phase"],
};

function fieldTest(kind: string, apiVersion: string, term: string): ObjectFilter {
  const parsed = equality.exec(term);
  if (parsed === null) throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`);
  const [, field = "", operator, value = ""] = parsed;
  const known = ["metadata.name", "metadata.namespace", ...(fieldsByKind[kind] ?? [])];
  if (!known.includes(field)) {
    throw badRequest(
      `Unable to find "${apiVersion}, Resource=${kind}" that match label selector "", field selector "${term}": field label not supported: ${field}`,
    );
  }
  return operator === "!="
    ? (object) => fieldValue(object, field) !== value
    : (object) => fieldValue(object, field) === value;
}

/** What a list or a watch keeps. Undefined when it keeps everything, so that callers can skip the work. */
export function filterFromQuery(
  query: URLSearchParams,
  scope: { readonly kind: string; readonly apiVersion: string; readonly namespace: string },
): ObjectFilter | undefined {
  const tests: ObjectFilter[] = [];
  if (scope.namespace !== "") tests.push((object) => object.metadata.namespace === scope.namespace);
  for (const term of splitTerms(query.get("labelSelector") ?? "")) {
    const test = labelTest(term);
    tests.push((object) => test(object.metadata.labels ?? {}));
  }
  for (const term of splitTerms(query.get("fieldSelector") ?? "")) {
    tests.push(fieldTest(scope.kind, scope.apiVersion, term));
  }
  if (tests.length === 0) return undefined;
  return (object) => tests.every((test) => test(object));
}
