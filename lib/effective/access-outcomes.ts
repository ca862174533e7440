import { decideAccess, type AccessDecision, type AuthorizationPolicy } from "@/lib/xds/authorization";
import { ruleMatches, type AccessRequest } from "@/lib/xds/authorization-match";
import type { RuleSpec, SourceSpec } from "@/lib/xds/authorization-spec";

/** Parts of a request that its description leaves open. Header names in lower case. */
type RequestUnknowns = {
  /** Every header that is not given. */
  readonly headers: boolean;
  /** JWT principal and claims. */
  readonly token: boolean;
  /** Addresses of the peer and of the client behind proxies. */
  readonly addresses: boolean;
};

export const nothingUnknown: RequestUnknowns = { headers: false, token: false, addresses: false };

/** A rule whose outcome hangs on something unknown; equal rules of two versions of a policy share a key. */
export type AccessAtom = { readonly key: string; readonly because: string };

export type AccessOutcomes = {
  readonly atoms: readonly AccessAtom[];
  /** The decision when exactly the rules with these keys match as far as the unknown goes. */
  readonly decide: (matching: ReadonlySet<string>) => AccessDecision;
};

/** A rule that no request satisfies, so that the others keep their numbers. */
const never: RuleSpec = { from: [{ source: { principals: [""] } }] };

/**
 * Every decision that is possible for a request of which a part is unknown. Rules that the known part rules out, and
 * those that ask for nothing unknown, are no atoms.
 */
export function accessOutcomes(
  policies: readonly AuthorizationPolicy[],
  request: AccessRequest,
  unknowns: RequestUnknowns,
): AccessOutcomes {
  const atoms = new Map<string, AccessAtom>();
  const variants = policies.map((policy) => ({
    policy,
    rules: (policy.spec.rules ?? []).map((rule) => {
      const open = openParts(rule, request, unknowns);
      if (open.because.length === 0) return { rule };
      const onTcp = (policy.spec.action ?? "ALLOW") === "ALLOW" ? "never" : "ignored";
      if (!ruleMatches(open.ifTrue, request, onTcp)) return { rule: open.ifFalse };
      if (ruleMatches(open.ifFalse, request, onTcp)) return { rule: open.ifFalse };
      const key = `${policy.namespace}/${policy.name} ${JSON.stringify(rule)}`;
      atoms.set(key, { key, because: open.because.join(", ") });
      return { rule: open.ifFalse, ifTrue: open.ifTrue, key };
    }),
  }));
  return {
    atoms: [...atoms.values()],
    decide: (matching) =>
      decideAccess(
        variants.map(({ policy, rules }) =>
          policy.spec.rules === undefined
            ? policy
            : {
                ...policy,
                spec: {
                  ...policy.spec,
                  rules: rules.map(({ rule, ifTrue, key }) =>
                    ifTrue !== undefined && matching.has(key) ? ifTrue : rule,
                  ),
                },
              },
        ),
        request,
      ),
  };
}

function openParts(
  rule: RuleSpec,
  request: AccessRequest,
  unknowns: RequestUnknowns,
): { readonly because: readonly string[]; readonly ifTrue: RuleSpec; readonly ifFalse: RuleSpec } {
  const because = new Set<string>();
  const from = (rule.from ?? []).map((entry) => ({
    entry,
    open: openFields(entry.source ?? {}, request, unknowns),
  }));
  for (const { open } of from) for (const field of open) because.add(whatOf(field));
  const when = (rule.when ?? []).map((condition) => ({
    condition,
    isOpen: isOpenKey(condition.key, request, unknowns),
  }));
  for (const { condition, isOpen } of when) if (isOpen) because.add(whatOf(condition.key));
  const closed = from.filter(({ open }) => open.length === 0).map(({ entry }) => entry);
  const isLost = (from.length > 0 && closed.length === 0) || when.some(({ isOpen }) => isOpen);
  return {
    because: [...because],
    ifTrue: {
      ...rule,
      ...(rule.from === undefined
        ? {}
        : { from: from.map(({ entry, open }) => ({ source: withoutFields(entry.source ?? {}, open) })) }),
      ...(rule.when === undefined
        ? {}
        : { when: when.filter(({ isOpen }) => !isOpen).map(({ condition }) => condition) }),
    },
    ifFalse: isLost ? never : { ...rule, ...(rule.from === undefined ? {} : { from: closed }) },
  };
}

const tokenFields = ["requestPrincipals", "notRequestPrincipals"] as const;
const peerFields = ["ipBlocks", "notIpBlocks"] as const;
const remoteFields = ["remoteIpBlocks", "notRemoteIpBlocks"] as const;
type OpenField = (typeof tokenFields | typeof peerFields | typeof remoteFields)[number];

function openFields(source: SourceSpec, request: AccessRequest, unknowns: RequestUnknowns): OpenField[] {
  const open: OpenField[] = [];
  const isUsed = (field: OpenField): boolean => (source[field] ?? []).length > 0;
  if (unknowns.token && request.http !== undefined) open.push(...tokenFields.filter(isUsed));
  if (unknowns.addresses) {
    if (request.sourceIp === undefined) open.push(...peerFields.filter(isUsed));
    if (request.remoteIp === undefined && request.http !== undefined)
      open.push(...remoteFields.filter(isUsed));
  }
  return open;
}

function withoutFields(source: SourceSpec, fields: readonly OpenField[]): SourceSpec {
  return Object.fromEntries(Object.entries(source).filter(([key]) => !fields.some((field) => field === key)));
}

function isOpenKey(key: string, request: AccessRequest, unknowns: RequestUnknowns): boolean {
  if (key.startsWith("request.headers[")) {
    const name = /\[(.+)\]$/.exec(key)?.[1]?.toLowerCase() ?? "";
    const given = Object.keys(request.http?.headers ?? {}).some((one) => one.toLowerCase() === name);
    return unknowns.headers && request.http !== undefined && !given;
  }
  if (key.startsWith("request.auth.")) return unknowns.token && request.http !== undefined;
  if (key === "source.ip") return unknowns.addresses && request.sourceIp === undefined;
  return key === "remote.ip" && unknowns.addresses && request.remoteIp === undefined;
}

function whatOf(field: string): string {
  if (field.startsWith("request.headers[")) return `header ${/\[(.+)\]$/.exec(field)?.[1] ?? ""}`;
  if (field.startsWith("request.auth.") || field.toLowerCase().includes("requestprincipal"))
    return "request token";
  return field.toLowerCase().includes("remote") ? "client address" : "peer address";
}
