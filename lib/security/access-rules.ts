import { isRecord, isSameJson } from "@/lib/config/clean-manifest";
import { callerFields, operationFields } from "@/lib/security/access-fields";
import type { AccessRule, Callers, Operation } from "@/lib/security/access-intent";
import { textsAt } from "@/lib/security/policy-objects";

/** Why a rule has no form: conditions by `when`, a field that the form does not have. */
export type UnreadableRule = "conditions" | "unknown_field";
export type ReadRules = { readonly rules: readonly AccessRule[] } | { readonly reason: UnreadableRule };

const negated = (field: string): string => `not${field.charAt(0).toUpperCase()}${field.slice(1)}`;

type Part<F extends string> = {
  readonly wanted: Record<F, string[]>;
  readonly unwanted: Record<F, string[]>;
};

function readPart<F extends string>(raw: unknown, fields: readonly F[]): Part<F> | undefined {
  if (raw !== undefined && raw !== null && !isRecord(raw)) return undefined;
  const known = new Set(fields.flatMap((field) => [field as string, negated(field)]));
  if (Object.keys(raw ?? {}).some((name) => !known.has(name))) return undefined;
  const read = (name: (field: F) => string): Record<F, string[]> | undefined => {
    const lists = fields.map((field) => [field, textsAt(raw, name(field))] as const);
    if (lists.some(([, list]) => list === undefined)) return undefined;
    return Object.fromEntries(lists) as Record<F, string[]>;
  };
  const [wanted, unwanted] = [read((field) => field), read(negated)];
  return wanted === undefined || unwanted === undefined ? undefined : { wanted, unwanted };
}

function readList<F extends string>(
  list: unknown,
  member: string,
  fields: readonly F[],
): readonly Part<F>[] | undefined {
  // No list, and an empty one, stand for everybody or everything.
  const items: readonly unknown[] = Array.isArray(list) && list.length > 0 ? list : [{}];
  const parts = items.map((item) => (isRecord(item) ? readPart(item[member], fields) : undefined));
  return parts.every((part) => part !== undefined) ? parts : undefined;
}

/**
 * What a rule of an AuthorizationPolicy says, as one rule of the form for each pair of a source and an operation: the
 * lists are alternatives of each other, so together they mean the same.
 */
export function readRule(raw: unknown): ReadRules {
  if (!isRecord(raw)) return { reason: "unknown_field" };
  if (Array.isArray(raw["when"]) && raw["when"].length > 0) return { reason: "conditions" };
  if (Object.keys(raw).some((name) => !["from", "to", "when"].includes(name)))
    return { reason: "unknown_field" };
  const sources = readList(raw["from"], "source", callerFields);
  const operations = readList(raw["to"], "operation", operationFields);
  if (sources === undefined || operations === undefined) return { reason: "unknown_field" };
  return {
    rules: sources.flatMap((source) =>
      operations.map((operation) => ({
        callers: source.wanted,
        notCallers: source.unwanted,
        ...operation.wanted,
        except: operation.unwanted,
      })),
    ),
  };
}

function filled<F extends string>(
  fields: readonly F[],
  wanted: Readonly<Record<F, readonly string[]>>,
  unwanted: Readonly<Record<F, readonly string[]>>,
): Record<string, unknown> | undefined {
  const entries = [
    ...fields.map((field) => [field as string, wanted[field]] as const),
    ...fields.map((field) => [negated(field), unwanted[field]] as const),
  ].filter(([, list]) => list.length > 0);
  return entries.length === 0
    ? undefined
    : Object.fromEntries(entries.map(([key, list]) => [key, [...list]]));
}

function writeRule(rule: AccessRule): Record<string, unknown> {
  const source = filled(callerFields, rule.callers, rule.notCallers);
  const operation = filled(operationFields, rule, rule.except);
  return {
    ...(source === undefined ? {} : { from: [{ source }] }),
    ...(operation === undefined ? {} : { to: [{ operation }] }),
  };
}

/**
 * Rules in the order of the form. One that stands already, in whatever grouping of sources and operations, stays as it
 * was written.
 */
export function writeRules(
  rules: readonly AccessRule[],
  live: readonly unknown[],
): readonly Record<string, unknown>[] {
  const open = rules.map((rule, index) => ({ rule, index }));
  const kept = live.filter(isRecord).flatMap((raw) => {
    const read = readRule(raw);
    if ("reason" in read) return [];
    const rest = [...open];
    const taken = read.rules.map((rule) => {
      const at = rest.findIndex((one) => isSameJson(one.rule, rule));
      return at < 0 ? undefined : rest.splice(at, 1)[0];
    });
    if (taken.some((one) => one === undefined)) return [];
    open.splice(0, open.length, ...rest);
    return [{ index: Math.min(...taken.map((one) => one?.index ?? 0)), raw }];
  });
  return [...kept, ...open.map(({ rule, index }) => ({ index, raw: writeRule(rule) }))]
    .toSorted((left, right) => left.index - right.index)
    .map(({ raw }) => raw);
}

const none: Callers = {
  principals: [],
  namespaces: [],
  serviceAccounts: [],
  requestPrincipals: [],
  ipBlocks: [],
  remoteIpBlocks: [],
};
const nothing: Operation = { methods: [], paths: [], hosts: [], ports: [] };

/** A rule without fields: every request of everybody. */
export const everyRequest: AccessRule = { callers: none, notCallers: none, ...nothing, except: nothing };
