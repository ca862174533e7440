import { anyOf, unknown } from "@/lib/proxies/explain/answer";
import { answers, inForce, passes, type FilterRule } from "@/lib/proxies/explain/filters/filter-context";
import { headerOf, type ExplainedRequest } from "@/lib/proxies/explain/request";
import { percentOf } from "@/lib/proxies/explain/route-conditions";
import { matchString } from "@/lib/proxies/explain/string-match";
import { itemsField, objectField } from "@/lib/proxies/proto-json";

/** CORS: answers the preflight of an origin that the policy allows. Source: Envoy's CorsFilter. */
export const cors: FilterRule = (context) => {
  const override = context.overrides[0];
  if (override === undefined) return passes("cors_no_policy");
  const policy = override.config;
  const enabled = objectField(policy, "filter_enabled");
  if (enabled !== undefined && percentOf(objectField(enabled, "default_value")) <= 0) {
    return { ...passes("cors_off"), from: override.from };
  }
  const origin = headerOf(context.request, "origin");
  if (origin === undefined) return dependsOn("origin");
  if (origin === null || origin === "") return { ...passes("cors_no_origin"), from: override.from };
  const allowed = anyOf(
    itemsField(policy, "allow_origin_string_match").map((one) => matchString(one, origin, "origin")),
    "cors_origin",
  );
  const asked = headerOf(context.request, "access-control-request-method");
  const isPreflight = context.request.method === "OPTIONS" && asked !== null && asked !== "";
  if (isPreflight && asked === undefined) return dependsOn("access-control-request-method");
  if (allowed.is === "unknown") return { effect: { does: "unknown", dependsOn: allowed.because } };
  if (allowed.is === "no") {
    const forwards = policy["forward_not_matching_preflights"] ?? policy["forwardNotMatchingPreflights"];
    if (!isPreflight || forwards !== false) return { ...passes("cors_other_origin"), from: override.from };
    return { ...answers({ status: 200, flag: "", details: "cors_response" }), from: override.from };
  }
  if (!isPreflight) return { ...passes("cors_allowed"), from: override.from };
  return { ...answers({ status: 200, flag: "", details: "cors_response" }), from: override.from };
};

/** CSRF: refuses changing requests of a foreign origin. Source: Envoy's CsrfFilter. */
export const csrf: FilterRule = (context) => {
  const { config, from } = inForce(context);
  const { request } = context;
  if (!["POST", "PUT", "DELETE", "PATCH"].includes(request.method)) {
    return { ...passes("csrf_method"), from };
  }
  const percent = percentOf(objectField(objectField(config, "filter_enabled"), "default_value"));
  if (percent <= 0) return { ...passes("csrf_off"), from };
  const origin = sourceOrigin(request);
  if (origin === undefined) return dependsOn("origin");
  const answer = { status: 403, flag: "", details: "csrf_origin_mismatch", body: "Invalid origin" };
  const isOwn = origin !== "" && origin === request.authority;
  const others = itemsField(config, "additional_origins").map((one) => matchString(one, origin, "origin"));
  const isAllowed = isOwn
    ? anyOf([{ is: "yes" }], "csrf_origin")
    : origin === ""
      ? anyOf([], "csrf_origin")
      : anyOf(others, "csrf_origin");
  if (isAllowed.is === "yes") return { ...passes("csrf_allowed"), from };
  if (isAllowed.is === "unknown") return { effect: { does: "unknown", dependsOn: isAllowed.because }, from };
  if (percent >= 100) return { ...answers(answer), from };
  return { effect: { does: "may_answer", answer, sharePercent: percent, because: [] }, from };
};

/** Host and port of the origin, or of the referer without one; "" where neither tells. */
function sourceOrigin(request: ExplainedRequest): string | undefined {
  for (const name of ["origin", "referer"]) {
    const value = headerOf(request, name);
    if (value === undefined) return undefined;
    if (value === null || value === "") continue;
    const host = /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/([^/?#]*)/.exec(value)?.[1];
    if (value === "null") continue;
    return host ?? value;
  }
  return "";
}

function dependsOn(name: string) {
  const answer = unknown("header", { name });
  return {
    effect: { does: "unknown" as const, dependsOn: answer.is === "unknown" ? answer.because : [] },
  };
}
