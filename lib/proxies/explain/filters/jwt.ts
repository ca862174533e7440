import type { Because } from "@/lib/proxies/explain/answer";
import {
  answers,
  passes,
  type FilterContext,
  type FilterRule,
  type FilterVerdict,
} from "@/lib/proxies/explain/filters/filter-context";
import { headerOf, type ExplainedRequest } from "@/lib/proxies/explain/request";
import { matchRoute } from "@/lib/proxies/explain/route-conditions";
import { tokenOf, type Token } from "@/lib/proxies/explain/filters/jwt-token";
import {
  booleanField,
  field,
  isProtoObject,
  itemsField,
  objectField,
  textField,
  textsField,
  type ProtoObject,
} from "@/lib/proxies/proto-json";

/** Whether a requirement is met; a signature is never checked, so a token that came along leaves it open. */
type Met =
  | { readonly is: "met" }
  | { readonly is: "missing" }
  | { readonly is: "wrong"; readonly details: string }
  | { readonly is: "unknown"; readonly because: readonly Because[] };

/** The JWT filter: the first rule whose match takes the request, or the one that the route names. */
export const jwt: FilterRule = (context) => {
  const { config, request } = context;
  const override = context.overrides[0];
  if (override !== undefined) {
    if (booleanField(override.config, "disabled")) return { ...passes("disabled"), from: override.from };
    const name = textField(override.config, "requirement_name") ?? "";
    const requirement = objectField(objectField(config, "requirement_map"), name);
    return { ...check(requirement, context), from: override.from, rule: name };
  }
  if (booleanField(config, "bypass_cors_preflight") && isPreflight(request)) return passes("jwt_preflight");
  for (const [index, rule] of itemsField(config, "rules").entries()) {
    const answer = matchRoute(objectField(rule, "match"), request, { ignoresPathParameters: false });
    if (answer.is === "no") continue;
    if (answer.is === "unknown") return { effect: { does: "unknown", dependsOn: answer.because } };
    const named = textField(rule, "requirement_name");
    const requirement =
      named === undefined
        ? objectField(rule, "requires")
        : objectField(objectField(config, "requirement_map"), named);
    return { ...check(requirement, context), rule: named ?? `${index}` };
  }
  return passes("jwt_no_rule");
};

function isPreflight(request: ExplainedRequest): boolean {
  const isThere = (name: string) => (headerOf(request, name) ?? "") !== "";
  return request.method === "OPTIONS" && isThere("origin") && isThere("access-control-request-method");
}

function check(requirement: unknown, context: FilterContext): FilterVerdict {
  if (requirement === undefined) return passes("jwt_no_requirement");
  const met = meets(requirement, context);
  switch (met.is) {
    case "met":
      return passes("jwt_met");
    case "missing":
      return answers(denial("Jwt is missing"));
    case "wrong":
      return answers(denial(met.details));
    case "unknown":
      return {
        effect: { does: "unknown", dependsOn: met.because, otherwise: denial("Jwt verification fails") },
      };
  }
}

function denial(text: string) {
  const details = `jwt_authn_access_denied{${text.replaceAll(" ", "_")}}`;
  return { status: 401, flag: "", details, body: text };
}

function meets(requirement: unknown, context: FilterContext): Met {
  if (field(requirement, "allow_missing_or_failed") !== undefined) return { is: "met" };
  if (field(requirement, "allow_missing") !== undefined) {
    const found = anyToken(Object.keys(providersOf(context)), context);
    if (found === null) return { is: "met" };
    return { is: "unknown", because: [{ code: "token", values: { provider: "" } }] };
  }
  const any = objectField(requirement, "requires_any");
  if (any !== undefined) return meetsAny(itemsField(any, "requirements"), context);
  const all = objectField(requirement, "requires_all");
  if (all !== undefined) return meetsAll(itemsField(all, "requirements"), context);
  const audienced = objectField(requirement, "provider_and_audiences");
  const name = textField(audienced ?? requirement, "provider_name") ?? "";
  const provider = objectField(providersOf(context), name);
  if (name === "" || provider === undefined) return { is: "met" };
  return meetsProvider(name, provider, textsField(audienced, "audiences"), context);
}

function meetsAny(requirements: readonly unknown[], context: FilterContext): Met {
  const found = requirements.map((one) => meets(one, context));
  const open = found.flatMap((one) => (one.is === "unknown" ? one.because : []));
  if (found.some(({ is }) => is === "met")) return { is: "met" };
  if (open.length > 0) return { is: "unknown", because: open };
  // A token that came along and is wrong counts more than one that is missing.
  return found.find(({ is }) => is === "wrong") ?? { is: "missing" };
}

function meetsAll(requirements: readonly unknown[], context: FilterContext): Met {
  const open: Because[] = [];
  for (const one of requirements) {
    const met = meets(one, context);
    if (met.is === "missing" || met.is === "wrong") return met;
    if (met.is === "unknown") open.push(...met.because);
  }
  return open.length > 0 ? { is: "unknown", because: open } : { is: "met" };
}

function meetsProvider(
  name: string,
  provider: ProtoObject,
  audiences: readonly string[],
  context: FilterContext,
): Met {
  const token = tokenOf(provider, context.request);
  if (token === undefined) return { is: "unknown", because: [{ code: "token", values: { provider: name } }] };
  if (token === null) return { is: "missing" };
  return meetsClaims(name, provider, audiences, token);
}

function meetsClaims(name: string, provider: ProtoObject, audiences: readonly string[], token: Token): Met {
  if (token.claims === undefined)
    return {
      is: "wrong",
      details: "Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections",
    };
  const issuer = textField(provider, "issuer") ?? "";
  if (issuer !== "" && token.claims["iss"] !== issuer)
    return { is: "wrong", details: "Jwt issuer is not configured" };
  const wanted = audiences.length > 0 ? audiences : textsField(provider, "audiences");
  const given = [token.claims["aud"]].flat();
  if (wanted.length > 0 && !wanted.some((one) => given.includes(one))) {
    return { is: "wrong", details: "Audiences in Jwt are not allowed" };
  }
  return token.isTrusted
    ? { is: "met" }
    : { is: "unknown", because: [{ code: "token_signature", values: { provider: name } }] };
}

function providersOf({ config }: FilterContext): ProtoObject {
  return objectField(config, "providers") ?? {};
}

/** A token of any provider; null when surely none came. */
function anyToken(names: readonly string[], context: FilterContext): Token | null | undefined {
  const providers = providersOf(context);
  const found = names.map((name) => {
    const provider = providers[name];
    return isProtoObject(provider) ? tokenOf(provider, context.request) : null;
  });
  if (found.some((token) => token === undefined)) return undefined;
  return found.find((token) => token !== null) ?? null;
}
