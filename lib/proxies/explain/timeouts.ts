import type { Because } from "@/lib/proxies/explain/answer";
import type { SettingOrigin } from "@/lib/proxies/explain/filter-step";
import { headerOf, isGrpc, type ExplainedRequest } from "@/lib/proxies/explain/request";
import type { Setting, TimeoutEffects } from "@/lib/proxies/explain/route-effects";
import { booleanField, durationMsField, objectField, type ProtoObject } from "@/lib/proxies/proto-json";

type Found = { readonly timeouts: TimeoutEffects; readonly dependsOn: readonly Because[] };

/** What the router filter is told beside the route. */
export type RouterOptions = { readonly respectsExpectedTimeout: boolean };

/**
 * The timeouts in force for a request that a route sends on. `policy` is the retry policy in force. Source: Envoy's
 * Router FilterUtility::finalTimeout.
 */
export function timeoutsOf(
  hcm: unknown,
  action: ProtoObject,
  policy: Setting<unknown> | undefined,
  request: ExplainedRequest,
  options: RouterOptions,
): Found {
  const dependsOn: Because[] = [];
  const told = (name: string) => {
    const value = headerOf(request, name);
    if (value === undefined) dependsOn.push({ code: "header", values: { name } });
    return typeof value === "string" && /^\d+$/.test(value) ? Number(value) : undefined;
  };
  const duration = objectField(action, "max_stream_duration");
  const configured = configuredMs(action, request, duration !== undefined, dependsOn);
  const expected = options.respectsExpectedTimeout ? told("x-envoy-expected-rq-timeout-ms") : undefined;
  const asked = expected ?? told("x-envoy-upstream-rq-timeout-ms");
  const requestMs: Setting<number> =
    asked === undefined ? configured : { value: asked, from: "request_header" };
  const perTryAsked = told("x-envoy-upstream-rq-per-try-timeout-ms");
  const perTryMs = perTry(perTryAsked, policy, requestMs.value);
  const perTryIdleMs = fromPolicy(policy, "per_try_idle_timeout");
  const idleMs = idle(hcm, action);
  const maxStreamDurationMs = byGrpcTimeout(duration, request) ?? longest(hcm, duration);
  const timeouts: TimeoutEffects = {
    requestMs,
    hedgesOnPerTryTimeout: booleanField(objectField(action, "hedge_policy"), "hedge_on_per_try_timeout"),
    ...(perTryMs === undefined ? {} : { perTryMs }),
    ...(perTryIdleMs === undefined ? {} : { perTryIdleMs }),
    ...(idleMs === undefined ? {} : { idleMs }),
    ...(maxStreamDurationMs === undefined ? {} : { maxStreamDurationMs }),
  };
  return { timeouts, dependsOn };
}

function configuredMs(
  action: ProtoObject,
  request: ExplainedRequest,
  usesNewTimeouts: boolean,
  dependsOn: Because[],
): Setting<number> {
  if (usesNewTimeouts) return { value: 0, from: "route" };
  const most = durationMsField(action, "max_grpc_timeout");
  const grpc = most === undefined ? false : isGrpc(request);
  if (grpc === undefined) dependsOn.push({ code: "header", values: { name: "content-type" } });
  if (grpc === true && most !== undefined) {
    const asked = grpcTimeoutMs(headerOf(request, "grpc-timeout") ?? "");
    const offset = durationMsField(action, "grpc_timeout_offset") ?? 0;
    const left = offset < asked ? asked - offset : asked;
    return most !== 0 && (left === 0 || left > most)
      ? { value: most, from: "route" }
      : { value: left, from: "request_header" };
  }
  const own = durationMsField(action, "timeout");
  return own === undefined ? { value: 15_000, from: "default" } : { value: own, from: "route" };
}

const units: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1000,
  m: 1,
  u: 0.001,
  n: 0.000_001,
};

/** Milliseconds of a `grpc-timeout`, at most eight digits and a unit, rounded up; 0 for anything else. */
function grpcTimeoutMs(text: string): number {
  const match = /^(\d{1,8})([HMSmun])$/.exec(text);
  return match === null ? 0 : Math.ceil(Number(match[1]) * (units[match[2] ?? ""] ?? 0));
}

/** A try may not take as long as the whole: then it has no limit of its own. */
function perTry(
  asked: number | undefined,
  policy: Setting<unknown> | undefined,
  requestMs: number,
): Setting<number> | undefined {
  const setting: Setting<number> | undefined =
    asked === undefined ? fromPolicy(policy, "per_try_timeout") : { value: asked, from: "request_header" };
  if (setting === undefined || setting.value === 0) return undefined;
  return requestMs !== 0 && setting.value >= requestMs ? undefined : setting;
}

function fromPolicy(policy: Setting<unknown> | undefined, key: string): Setting<number> | undefined {
  const value = durationMsField(policy?.value, key);
  return value === undefined || policy === undefined ? undefined : { value, from: policy.from };
}

function idle(hcm: unknown, action: ProtoObject): Setting<number> {
  const own = durationMsField(action, "idle_timeout");
  if (own !== undefined) return { value: own, from: "route" };
  const shared = durationMsField(hcm, "stream_idle_timeout");
  return shared === undefined
    ? { value: 300_000, from: "default" }
    : { value: shared, from: "connection_manager" };
}

/**
 * How long a stream may last by its caller's own `grpc-timeout`, where the route heeds it, whatever the content type; 0
 * when the offset leaves nothing of it. Source: ConnectionManagerImpl::ActiveStream::refreshDurationTimeout.
 */
function byGrpcTimeout(duration: unknown, request: ExplainedRequest): Setting<number> | undefined {
  const most = durationMsField(duration, "grpc_timeout_header_max");
  const text = headerOf(request, "grpc-timeout");
  if (most === undefined || typeof text !== "string" || !/^\d{1,8}[HMSmun]$/.test(text)) return undefined;
  const asked = grpcTimeoutMs(text);
  const capped = most !== 0 && asked > most ? most : asked;
  const offset = durationMsField(duration, "grpc_timeout_header_offset") ?? 0;
  const value = Math.max(0, capped - offset);
  return { value, from: capped === asked ? "request_header" : "route" };
}

function longest(hcm: unknown, duration: unknown): Setting<number> | undefined {
  const levels: readonly (readonly [SettingOrigin, number | undefined])[] = [
    ["route", durationMsField(duration, "max_stream_duration")],
    [
      "connection_manager",
      durationMsField(objectField(hcm, "common_http_protocol_options"), "max_stream_duration"),
    ],
  ];
  for (const [from, value] of levels) if (value !== undefined) return { value, from };
  return undefined;
}
