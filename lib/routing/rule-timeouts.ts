import { IntentError } from "@/lib/changes/intent-module";
import { gatewayDuration, istioDuration, readDurationMs } from "@/lib/routing/duration-text";
import {
  numberOf,
  recordOf,
  textOf,
  withField,
  withoutFields,
  withObject,
  type Json,
} from "@/lib/routing/json-fields";
import type { RouteTable } from "@/lib/routing/route-table";
import { isRetryCondition } from "@/lib/routing/retry-conditions";
import type { TimeoutRetryIntent } from "@/lib/routing/timeout-retry";
import { isSameJson } from "@/lib/config/clean-manifest";

/** What a rule says about time and repetition, in the intent's words. */
export type RuleTimeouts = Pick<TimeoutRetryIntent, "timeoutMs" | "backendTimeoutMs" | "retries">;

/** What a rule says; empty when it says nothing. Throws IntentError for what a form can't show. */
export function readTimeouts(table: Pick<RouteTable, "api">, rule: Json): RuleTimeouts {
  return table.api === "istio" ? readIstio(rule) : readGateway(rule);
}

/** The rule with these times and retries in place of its own; other fields of them stay. */
export function withTimeouts(table: Pick<RouteTable, "api">, rule: Json, wanted: RuleTimeouts): Json {
  const { timeoutMs, backendTimeoutMs, retries } = wanted;
  if (isSame(table, rule, { timeoutMs, backendTimeoutMs, retries })) return rule;
  return table.api === "istio" ? writeIstio(rule, wanted) : writeGateway(rule, wanted);
}

function isSame(table: Pick<RouteTable, "api">, rule: Json, wanted: RuleTimeouts): boolean {
  try {
    return isSameJson(readTimeouts(table, rule), wanted);
  } catch (error) {
    if (error instanceof IntentError) return false;
    throw error;
  }
}

function readIstio(rule: Json): RuleTimeouts {
  const timeoutMs = readDurationMs(rule["timeout"], "timeout");
  const retries = rule["retries"] === undefined ? undefined : readIstioRetries(recordOf(rule["retries"]));
  return {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(retries === undefined ? {} : { retries }),
  };
}

function readIstioRetries(raw: Json): NonNullable<RuleTimeouts["retries"]> {
  const perTryTimeoutMs = readDurationMs(raw["perTryTimeout"], "retries.perTryTimeoutMs");
  const backoffMs = readDurationMs(raw["backoff"], "retries.backoffMs");
  const retryOn = (textOf(raw["retryOn"]) ?? "")
    .split(",")
    .map((condition) => condition.trim())
    .filter((condition) => condition !== "");
  const strange = retryOn.find((condition) => !isRetryCondition(condition));
  if (strange !== undefined) throw unreadable(`retries.retryOn`, "retry_on");
  return {
    attempts: numberOf(raw["attempts"]) ?? 0,
    ...(perTryTimeoutMs === undefined ? {} : { perTryTimeoutMs }),
    retryOn,
    ...(backoffMs === undefined ? {} : { backoffMs }),
  };
}

function writeIstio(rule: Json, { timeoutMs, retries }: RuleTimeouts): Json {
  const timed = withField(rule, "timeout", timeoutMs === undefined ? undefined : istioDuration(timeoutMs));
  if (retries === undefined) return withoutFields(timed, "retries");
  // istiod's webhook refuses any other field beside 0 attempts.
  if (retries.attempts === 0) return withField(timed, "retries", { attempts: 0 });
  const time = (ms: number | undefined) => (ms === undefined ? undefined : istioDuration(ms));
  const fields: readonly (readonly [string, unknown])[] = [
    ["attempts", retries.attempts],
    ["perTryTimeout", time(retries.perTryTimeoutMs)],
    ["retryOn", retries.retryOn.length === 0 ? undefined : retries.retryOn.join(",")],
    ["backoff", time(retries.backoffMs)],
  ];
  const own = fields.reduce((all, [key, value]) => withField(all, key, value), recordOf(rule["retries"]));
  return withField(timed, "retries", own);
}

function readGateway(rule: Json): RuleTimeouts {
  const timeouts = recordOf(rule["timeouts"]);
  const timeoutMs = readDurationMs(timeouts["request"], "timeoutMs");
  const backendTimeoutMs = readDurationMs(timeouts["backendRequest"], "backendTimeoutMs");
  const raw = rule["retry"] === undefined ? undefined : recordOf(rule["retry"]);
  const codes = Array.isArray(raw?.["codes"]) ? raw["codes"] : [];
  const backoffMs = readDurationMs(raw?.["backoff"], "retries.backoffMs");
  return {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(backendTimeoutMs === undefined ? {} : { backendTimeoutMs }),
    ...(raw === undefined
      ? {}
      : {
          retries: {
            attempts: numberOf(raw["attempts"]) ?? 1,
            retryOn: codes.map(String),
            ...(backoffMs === undefined ? {} : { backoffMs }),
          },
        }),
  };
}

function writeGateway(rule: Json, { timeoutMs, backendTimeoutMs, retries }: RuleTimeouts): Json {
  const time = (ms: number | undefined) => (ms === undefined ? undefined : gatewayDuration(ms));
  const request = withField(recordOf(rule["timeouts"]), "request", time(timeoutMs));
  const timed = withObject(rule, "timeouts", withField(request, "backendRequest", time(backendTimeoutMs)));
  if (retries === undefined) return withoutFields(timed, "retry");
  const fields: readonly (readonly [string, unknown])[] = [
    ["codes", retries.retryOn.length === 0 ? undefined : retries.retryOn.map(Number)],
    ["attempts", retries.attempts],
    ["backoff", time(retries.backoffMs)],
  ];
  const own = fields.reduce((all, [key, value]) => withField(all, key, value), recordOf(rule["retry"]));
  return withField(timed, "retry", own);
}

function unreadable(field: string, reason: string): IntentError {
  return new IntentError(`${field} doesn't fit the form: ${reason}`, { field, reason });
}
