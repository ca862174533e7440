import { subnetProblem } from "./formats";
import { error, warning, type Problems } from "./problem";
import { policyTargets, selector } from "./shared";
import { record, records, specOf, text, texts, type Loose } from "@/lib/config/checks/loose";
import { isRecord } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";

const capital = (field: string): string => `${field[0]?.toUpperCase() ?? ""}${field.slice(1)}`;
const both = (fields: readonly string[]): readonly string[] =>
  fields.flatMap((field) => [field, `not${capital(field)}`]);

const identities = ["principals", "requestPrincipals", "namespaces", "serviceAccounts", "trustDomains"];
const sourceFields = both([...identities, "ipBlocks", "remoteIpBlocks"]);
const tcpSourceFields = both(["principals", "namespaces", "ipBlocks", "remoteIpBlocks", "serviceAccounts"]);
const operationFields = both(["hosts", "ports", "methods", "paths"]);
const isEmpty = (holder: Loose, fields: readonly string[]): boolean =>
  fields.every((field) => texts(holder[field]).length === 0);

function* addresses(holder: Loose, fields: readonly string[], path: string): Problems {
  for (const field of fields) {
    for (const value of texts(holder[field])) {
      const wrong = subnetProblem(value);
      if (wrong !== undefined) yield error(`${path}.${field}`, wrong);
    }
  }
}

function* serviceAccounts(values: readonly string[], path: string): Problems {
  if (values.length > 16) yield error(path, "at most 16 service accounts may be named");
  for (const value of values) {
    if (!/^[^/*]+(\/[^/*]+)?$/.test(value))
      yield error(path, `"${value}" must be a service account or namespace/service account`);
  }
}

function* trustDomains(values: readonly string[], path: string): Problems {
  for (const value of values) {
    if (!/^(\*|\*?[^*/]+|[^*/]+\*)$/.test(value)) yield error(path, `the trust domain "${value}" is invalid`);
  }
}

function* source(value: unknown, path: string): Problems {
  if (!isRecord(value)) {
    yield error(path, "a source is required");
    return;
  }
  const named = both(["principals", "namespaces"]);
  if (!isEmpty(value, named) && !isEmpty(value, both(["serviceAccounts"]))) {
    yield error(path, "serviceAccounts must not be set beside namespaces or principals");
  }
  if (isEmpty(value, sourceFields)) yield error(path, "a source must say something");
  for (const field of sourceFields) {
    if (texts(value[field]).includes("")) yield error(`${path}.${field}`, "an empty value is not allowed");
  }
  yield* addresses(value, both(["ipBlocks", "remoteIpBlocks"]), path);
  for (const field of both(["serviceAccounts"]))
    yield* serviceAccounts(texts(value[field]), `${path}.${field}`);
  for (const field of both(["trustDomains"])) yield* trustDomains(texts(value[field]), `${path}.${field}`);
}

/** `{*}` stands for one segment of a path, `{**}` for all that are left. */
function* pathTemplates(values: readonly string[], path: string): Problems {
  for (const value of values) {
    const segments = value.replace(/^\/+|\/+$/g, "").split("/");
    const rest = segments.indexOf("{**}");
    const isLate = rest >= 0 && segments.slice(rest + 1).some((segment) => /^\{\*\*?\}$/.test(segment));
    if (isLate) yield error(path, `the path "${value}" has something behind {**}`);
    else if (segments.some((segment) => /[{}]/.test(segment) && !/^\{\*\*?\}$/.test(segment))) {
      yield error(path, `the path "${value}" has braces that are no {*} or {**}`);
    }
  }
}

function* operation(value: unknown, path: string): Problems {
  if (!isRecord(value)) {
    yield error(path, "an operation is required");
    return;
  }
  if (isEmpty(value, operationFields)) yield error(path, "an operation must say something");
  for (const field of operationFields) {
    if (texts(value[field]).includes("")) yield error(`${path}.${field}`, "an empty value is not allowed");
  }
  for (const field of both(["ports"])) yield* ports(texts(value[field]), `${path}.${field}`);
  for (const field of both(["paths"])) yield* pathTemplates(texts(value[field]), `${path}.${field}`);
}

function* ports(values: readonly string[], path: string): Problems {
  for (const value of values) {
    if (value !== "" && !(/^\d+$/.test(value) && Number(value) <= 65_535))
      yield error(path, `"${value}" is no port`);
  }
}

const plainKeys = [
  "source.namespace",
  "source.principal",
  "request.auth.principal",
  "request.auth.audiences",
  "request.auth.presenter",
  "connection.sni",
];
const mapKeys = ["request.headers", "request.auth.claims", "experimental.envoy.filters."];
const replaced = ["destination.namespace", "destination.name", "destination.user"];

function* condition(when: Loose, path: string): Problems {
  const key = text(when["key"]);
  const values = both(["values"]).flatMap((field) => texts(when[field]));
  if (key === "") {
    yield error(path, "a condition needs a key");
    return;
  }
  if (values.length === 0) {
    yield error(path, `the condition on ${key} needs values or notValues`);
    return;
  }
  if (values.includes("")) yield error(path, `the condition on ${key} has an empty value`);
  if (["source.ip", "remote.ip", "destination.ip"].includes(key))
    yield* addresses(when, both(["values"]), path);
  else if (key === "destination.port") yield* ports(values, path);
  else if (key === "source.serviceAccount") yield* serviceAccounts(values, path);
  else if (key === "source.trustDomain") yield* trustDomains(values, path);
  else if (mapKeys.some((prefix) => key.startsWith(prefix))) {
    if (!/^[^[]+\[.+\]$/.test(key)) yield error(path, `the key ${key} must be of the form a[b]`);
  } else if (replaced.includes(key) || key.startsWith("destination.labels")) {
    yield error(path, `the key ${key} is no longer read: use the namespace and selector of the policy`);
  } else if (!plainKeys.includes(key)) yield error(path, `the key ${key} is unknown`);
}

const customExcluded = [
  "source.namespace",
  "source.serviceAccount",
  "source.trustDomain",
  "source.principal",
];

function* custom(spec: Loose): Problems {
  const rules = records(spec["rules"]);
  if (!Array.isArray(spec["rules"])) {
    yield error("spec.rules", "CUSTOM without rules is never asked: an empty rule {} asks for every request");
    return;
  }
  if (text(record(spec["provider"])["name"]) === "")
    yield error("spec.provider.name", "CUSTOM needs the name of a provider");
  for (const [index, rule] of rules.entries()) {
    for (const { source: from } of records(rule["from"])) {
      for (const field of both(identities)) {
        if (texts(record(from)[field]).length > 0) {
          yield error(`spec.rules[${index}].from`, `CUSTOM does not support ${field}`);
        }
      }
    }
    for (const { key } of records(rule["when"])) {
      const name = text(key);
      if (customExcluded.includes(name) || name.startsWith("request.auth.")) {
        yield error(`spec.rules[${index}].when`, `CUSTOM does not support ${name}`);
      }
    }
  }
}

/** Whether only what HTTP shows is asked for, so that a DENY takes all of TCP. */
function deniesAllTcp(rule: Loose): boolean {
  const sources = records(rule["from"]).filter((from) => isRecord(from["source"]));
  const operations = records(rule["to"]).filter((to) => isRecord(to["operation"]));
  const namesTcpSource = sources.some((from) =>
    tcpSourceFields.some((field) => record(from["source"])[field] !== undefined),
  );
  const namesPorts = operations.some((to) =>
    both(["ports"]).some((field) => record(to["operation"])[field] !== undefined),
  );
  return operations.length > 0 ? !namesPorts : sources.length > 0 && !namesTcpSource;
}

function* oneRule(rule: Loose, path: string): Problems {
  for (const field of ["from", "to"]) {
    if (Array.isArray(rule[field]) && rule[field].length === 0)
      yield error(`${path}.${field}`, `${field} must not be an empty list`);
  }
  for (const [at, from] of records(rule["from"]).entries())
    yield* source(from["source"], `${path}.from[${at}].source`);
  for (const [at, to] of records(rule["to"]).entries())
    yield* operation(to["operation"], `${path}.to[${at}].operation`);
  for (const [at, when] of records(rule["when"]).entries()) yield* condition(when, `${path}.when[${at}]`);
}

/** What Istio's webhook would say of an AuthorizationPolicy. */
export function* authorizationPolicyProblems(manifest: Manifest): Problems {
  const spec = specOf(manifest);
  const action = text(spec["action"]) || "ALLOW";
  yield* policyTargets(spec);
  yield* selector(spec["selector"], "matchLabels", "spec.selector");
  if (action === "CUSTOM") yield* custom(spec);
  else if (isRecord(spec["provider"]))
    yield error("spec.provider", "a provider is for the action CUSTOM only");
  if (action === "DENY" && !Array.isArray(spec["rules"])) {
    yield error("spec.rules", "DENY without rules denies nothing: an empty rule {} denies every request");
  }
  for (const [index, rule] of records(spec["rules"]).entries()) {
    yield* oneRule(rule, `spec.rules[${index}]`);
    if (action === "DENY" && deniesAllTcp(rule)) {
      yield warning(
        `spec.rules[${index}]`,
        "the rule asks for HTTP only and so denies all traffic to TCP ports: name the ports",
      );
    }
  }
}
