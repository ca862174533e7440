import type { Because } from "@/lib/proxies/explain/answer";
import { headerOf, type ExplainedRequest } from "@/lib/proxies/explain/request";
import type { RetryEffects, Setting } from "@/lib/proxies/explain/route-effects";
import {
  durationMsField,
  fieldAt,
  itemsField,
  numberField,
  objectField,
  textField,
} from "@/lib/proxies/proto-json";

/** The retry policy of the route, or the virtual host's where the route has none. */
export function retryPolicyOf(action: unknown, virtualHost: unknown): Setting<unknown> | undefined {
  const own = objectField(action, "retry_policy");
  if (own !== undefined) return { value: own, from: "route" };
  const shared = objectField(virtualHost, "retry_policy");
  return shared === undefined ? undefined : { value: shared, from: "virtual_host" };
}

/** What is tried again: the policy's conditions and those that headers of the request add. Source: RetryStateImpl. */
export function retriesOf(
  policy: Setting<unknown> | undefined,
  request: ExplainedRequest,
): { readonly retries?: Setting<RetryEffects>; readonly dependsOn: readonly Because[] } {
  const dependsOn: Because[] = [];
  const told = (name: string) => {
    const value = headerOf(request, name);
    if (value === undefined) dependsOn.push({ code: "header", values: { name } });
    return value ?? "";
  };
  const asked = [...conditions(told("x-envoy-retry-on")), ...conditions(told("x-envoy-retry-grpc-on"))];
  const on = [...new Set([...conditions(textField(policy?.value, "retry_on") ?? ""), ...asked])];
  if (on.length === 0) return { dependsOn };
  const most = told("x-envoy-max-retries");
  const attempts = /^\d+$/.test(most) ? Number(most) : (numberField(policy?.value, "num_retries") ?? 1);
  const askedCodes = conditions(told("x-envoy-retriable-status-codes")).map(Number);
  const from = asked.length > 0 || policy === undefined ? "request_header" : policy.from;
  const value = { ...policyEffects(policy?.value), on, attempts };
  const statusCodes = [...value.statusCodes, ...askedCodes.filter((code) => Number.isInteger(code))];
  return { retries: { value: { ...value, statusCodes }, from }, dependsOn };
}

function policyEffects(policy: unknown): Omit<RetryEffects, "on" | "attempts"> {
  const backoff = objectField(policy, "retry_back_off");
  const base = durationMsField(backoff, "base_interval") ?? 25;
  const priority = textField(objectField(policy, "retry_priority"), "name");
  return {
    statusCodes: itemsField(policy, "retriable_status_codes").filter(
      (code): code is number => typeof code === "number",
    ),
    backoffBaseMs: base,
    backoffMaxMs: durationMsField(backoff, "max_interval") ?? base * 10,
    hostPredicates: itemsField(policy, "retry_host_predicate").map((one) => textField(one, "name") ?? ""),
    hostSelectionAttempts: Number(fieldAt(policy, "host_selection_retry_max_attempts") ?? 1),
    ...(priority === undefined ? {} : { priority }),
  };
}

function conditions(text: string): readonly string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
