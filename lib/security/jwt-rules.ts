import { isRecord, isSameJson } from "@/lib/config/clean-manifest";
import type { JwtIssuer } from "@/lib/security/jwt-intent";
import { textsAt, withFields } from "@/lib/security/policy-objects";

/** Why a RequestAuthentication has no form. */
export type UnreadableIssuers = "no_issuer" | "issuer_twice" | "unknown_field";

/** The issuers of a RequestAuthentication, or why they do not fit the form. */
export function readIssuers(rules: unknown): readonly JwtIssuer[] | UnreadableIssuers {
  const list: readonly unknown[] = Array.isArray(rules) ? rules : [];
  if (list.length === 0) return "no_issuer";
  const issuers = list.flatMap((rule) => readIssuer(rule) ?? []);
  if (issuers.length !== list.length) return "unknown_field";
  return new Set(issuers.map(({ issuer }) => issuer)).size === issuers.length ? issuers : "issuer_twice";
}

const optionalText = (value: unknown): value is string | undefined =>
  value === undefined || typeof value === "string";

function readIssuer(rule: unknown): JwtIssuer | undefined {
  if (!isRecord(rule) || typeof rule["issuer"] !== "string" || rule["issuer"] === "") return undefined;
  const jwksUri = rule["jwksUri"] ?? rule["jwks_uri"];
  const { issuer, jwks } = rule;
  const audiences = textsAt(rule, "audiences");
  const fromParams = textsAt(rule, "fromParams");
  const fromHeaders = readHeaders(rule["fromHeaders"]);
  if (!optionalText(jwksUri) || !optionalText(jwks)) return undefined;
  if (audiences === undefined || fromParams === undefined || fromHeaders === undefined) return undefined;
  return {
    issuer,
    ...(jwksUri === undefined || jwksUri === "" ? {} : { jwksUri }),
    ...(jwks === undefined || jwks === "" ? {} : { jwks }),
    audiences,
    fromHeaders,
    fromParams,
    forwardOriginalToken: rule["forwardOriginalToken"] === true,
  };
}

function readHeaders(list: unknown): JwtIssuer["fromHeaders"] | undefined {
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) return undefined;
  const headers = list.flatMap((entry) => {
    if (!isRecord(entry) || typeof entry["name"] !== "string" || !optionalText(entry["prefix"])) return [];
    const { name, prefix } = entry;
    return [{ name, ...(prefix === undefined ? {} : { prefix }) }];
  });
  return headers.length === list.length ? headers : undefined;
}

/** The rules in the order of the issuers; what stood beside the form's fields (claims to headers, timeout) stays. */
export function writeIssuers(
  issuers: readonly JwtIssuer[],
  live: unknown,
): readonly Record<string, unknown>[] {
  const rules = Array.isArray(live) ? live.filter(isRecord) : [];
  return issuers.map((issuer) => {
    const before = rules.find((rule) => rule["issuer"] === issuer.issuer);
    const old = before === undefined ? undefined : readIssuer(before);
    if (before !== undefined && isSameJson(old, issuer)) return before;
    const listOf = (list: readonly unknown[]) => (list.length === 0 ? undefined : list);
    return withFields(before ?? {}, {
      issuer: issuer.issuer,
      audiences: listOf(issuer.audiences),
      jwksUri: issuer.jwksUri,
      // The old spelling of the same field would contradict the new one.
      jwks_uri: undefined,
      jwks: issuer.jwks,
      fromHeaders: listOf(issuer.fromHeaders),
      fromParams: listOf(issuer.fromParams),
      forwardOriginalToken: issuer.forwardOriginalToken ? true : undefined,
    });
  });
}
