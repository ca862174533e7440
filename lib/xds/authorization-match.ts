import { parseSpiffeId } from "@/lib/mesh/spiffe-id";
import { inAddressBlock } from "./address-block";
import type { ConditionSpec, OperationSpec, RuleSpec, SourceSpec } from "./authorization-spec";

/** A connection or request as the server's proxy sees it. Without mTLS there is no principal. */
export type AccessRequest = {
  /** `cluster.local/ns/shop/sa/cart`; undefined without mTLS. */
  readonly principal?: string | undefined;
  readonly sourceIp?: string | undefined;
  readonly remoteIp?: string | undefined;
  /** `issuer/subject` of a valid JWT. */
  readonly requestPrincipal?: string | undefined;
  readonly claims?: Readonly<Record<string, string>>;
  /** Port of the workload. */
  readonly port: number;
  /** Absent for TCP. */
  readonly http?: {
    readonly method: string;
    readonly path: string;
    readonly host: string;
    readonly headers: Readonly<Record<string, string>>;
  };
};

/**
 * How fields that only HTTP has count for TCP: an ALLOW rule that uses one never matches, in a DENY rule it is
 * ignored, which makes the rule stricter. Source: istiod's authorization builder for TCP filters.
 */
export type HttpOnlyFields = "never" | "ignored";

/** Whether one rule matches: any `from`, any `to` and every `when`, each of them true when absent. */
export function ruleMatches(rule: RuleSpec, request: AccessRequest, onTcp: HttpOnlyFields): boolean {
  const from = rule.from ?? [];
  const to = rule.to ?? [];
  return (
    (from.length === 0 || from.some((entry) => sourceMatches(entry.source ?? {}, request, onTcp))) &&
    (to.length === 0 || to.some((entry) => operationMatches(entry.operation ?? {}, request, onTcp))) &&
    (rule.when ?? []).every((condition) => conditionMatches(condition, request, onTcp))
  );
}

type Field = {
  readonly wanted: readonly string[] | undefined;
  readonly unwanted: readonly string[] | undefined;
  readonly test: (pattern: string) => boolean;
  readonly httpOnly?: boolean;
};

function fieldMatches(field: Field, request: AccessRequest, onTcp: HttpOnlyFields): boolean {
  const wanted = field.wanted ?? [];
  const unwanted = field.unwanted ?? [];
  if (wanted.length === 0 && unwanted.length === 0) return true;
  if (field.httpOnly === true && request.http === undefined) return onTcp === "ignored";
  return (
    (wanted.length === 0 || wanted.some((pattern) => field.test(pattern))) &&
    !unwanted.some((pattern) => field.test(pattern))
  );
}

function sourceMatches(source: SourceSpec, request: AccessRequest, onTcp: HttpOnlyFields): boolean {
  const identity = request.principal === undefined ? undefined : parseSpiffeId(request.principal);
  const principal = request.principal?.replace(/^spiffe:\/\//, "");
  const account = identity && `${identity.namespace}/${identity.serviceAccount}`;
  const fields: readonly Field[] = [
    {
      wanted: source.principals,
      unwanted: source.notPrincipals,
      test: (pattern) => textMatches(pattern.replace(/^spiffe:\/\//, ""), principal),
    },
    {
      wanted: source.requestPrincipals,
      unwanted: source.notRequestPrincipals,
      test: (pattern) => textMatches(pattern, request.requestPrincipal),
      httpOnly: true,
    },
    {
      wanted: source.namespaces,
      unwanted: source.notNamespaces,
      test: (pattern) => textMatches(pattern, identity?.namespace),
    },
    {
      wanted: source.serviceAccounts,
      unwanted: source.notServiceAccounts,
      test: (pattern) => (pattern.includes("/") ? pattern === account : pattern === identity?.serviceAccount),
    },
    {
      wanted: source.ipBlocks,
      unwanted: source.notIpBlocks,
      test: (block) => inAddressBlock(request.sourceIp, block),
    },
    {
      wanted: source.remoteIpBlocks,
      unwanted: source.notRemoteIpBlocks,
      test: (block) => inAddressBlock(request.remoteIp ?? request.sourceIp, block),
      httpOnly: true,
    },
  ];
  return fields.every((field) => fieldMatches(field, request, onTcp));
}

function operationMatches(operation: OperationSpec, request: AccessRequest, onTcp: HttpOnlyFields): boolean {
  const { http } = request;
  const path = http?.path.split("?", 1)[0];
  const fields: readonly Field[] = [
    {
      wanted: operation.hosts,
      unwanted: operation.notHosts,
      test: (pattern) => textMatches(pattern.toLowerCase(), http?.host.toLowerCase().replace(/:\d+$/, "")),
      httpOnly: true,
    },
    {
      wanted: operation.methods,
      unwanted: operation.notMethods,
      test: (pattern) => textMatches(pattern, http?.method),
      httpOnly: true,
    },
    {
      wanted: operation.paths,
      unwanted: operation.notPaths,
      test: (pattern) => pathMatches(pattern, path),
      httpOnly: true,
    },
    {
      wanted: operation.ports,
      unwanted: operation.notPorts,
      test: (port) => port === String(request.port),
    },
  ];
  return fields.every((field) => fieldMatches(field, request, onTcp));
}

function conditionMatches(condition: ConditionSpec, request: AccessRequest, onTcp: HttpOnlyFields): boolean {
  const { key } = condition;
  const httpOnly = key.startsWith("request.") || key === "remote.ip";
  const byBlock = key.endsWith(".ip");
  const value = conditionValue(key, request);
  return fieldMatches(
    {
      wanted: condition.values,
      unwanted: condition.notValues,
      test: (pattern) => (byBlock ? inAddressBlock(value, pattern) : textMatches(pattern, value)),
      httpOnly,
    },
    request,
    onTcp,
  );
}

function conditionValue(key: string, request: AccessRequest): string | undefined {
  const part = /\[(.+)\]$/.exec(key)?.[1];
  if (key.startsWith("request.headers[") && part !== undefined) {
    const headers = Object.entries(request.http?.headers ?? {});
    return headers.find(([name]) => name.toLowerCase() === part.toLowerCase())?.[1];
  }
  if (key.startsWith("request.auth.claims[") && part !== undefined)
    return request.claims?.[key.slice("request.auth.claims".length).replaceAll(/^\[|\]$/g, "")];
  switch (key) {
    case "source.ip":
      return request.sourceIp;
    case "remote.ip":
      return request.remoteIp ?? request.sourceIp;
    case "source.namespace":
      return request.principal === undefined ? undefined : parseSpiffeId(request.principal)?.namespace;
    case "source.principal":
      return request.principal?.replace(/^spiffe:\/\//, "");
    case "request.auth.principal":
      return request.requestPrincipal;
    case "destination.port":
      return String(request.port);
    default:
      return undefined;
  }
}

/** Exact, `prefix*`, `*suffix`, or `*` for any value that is there. */
function textMatches(pattern: string, text: string | undefined): boolean {
  if (text === undefined || text === "") return false;
  if (pattern === "*") return true;
  if (pattern.startsWith("*")) return text.endsWith(pattern.slice(1));
  if (pattern.endsWith("*")) return text.startsWith(pattern.slice(0, -1));
  return text === pattern;
}

/** Like other texts, or a template in which `{*}` is one path segment and `{**}` any number of them. */
function pathMatches(pattern: string, path: string | undefined): boolean {
  if (!pattern.includes("{*")) return textMatches(pattern, path);
  const source = pattern
    .split(/(\{\*\*?\})/)
    .map((part) =>
      part === "{*}" ? "[^/]+" : part === "{**}" ? ".*" : part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"),
    )
    .join("");
  return path !== undefined && new RegExp(`^${source}$`).test(path);
}
