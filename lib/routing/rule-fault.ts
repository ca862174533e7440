import { IntentError } from "@/lib/changes/intent-module";
import { isRecord, isSameJson } from "@/lib/config/clean-manifest";
import { istioDuration, readDurationMs } from "@/lib/routing/duration-text";
import type { FaultIntent } from "@/lib/routing/fault";
import { grpcStatuses } from "@/lib/routing/grpc-statuses";
import { numberOf, recordOf, textOf, withField, type Json } from "@/lib/routing/json-fields";

/** The failures that a rule puts into requests. */
export type RuleFault = Pick<FaultIntent, "delay" | "abort">;

/** The rule's fault; undefined for none. Throws IntentError for one that a form can't show. */
export function readFault(rule: Json): RuleFault | undefined {
  const fault = rule["fault"];
  if (!isRecord(fault) || Object.keys(fault).length === 0) return undefined;
  const delay = isRecord(fault["delay"]) ? readDelay(fault["delay"]) : undefined;
  const abort = isRecord(fault["abort"]) ? readAbort(fault["abort"]) : undefined;
  return { ...(delay === undefined ? {} : { delay }), ...(abort === undefined ? {} : { abort }) };
}

/** The rule with the fault, or with none. */
export function withFault(rule: Json, fault: RuleFault | undefined): Json {
  if (fault === undefined) return withField(rule, "fault", undefined);
  const { delay, abort } = fault;
  if (isSameFault(rule, { delay, abort })) return rule;
  return withField(rule, "fault", {
    ...(delay === undefined
      ? {}
      : { delay: { percentage: { value: delay.percent }, fixedDelay: istioDuration(delay.delayMs) } }),
    ...(abort === undefined
      ? {}
      : {
          abort: {
            percentage: { value: abort.percent },
            ...(abort.httpStatus === undefined ? {} : { httpStatus: abort.httpStatus }),
            ...(abort.grpcStatus === undefined ? {} : { grpcStatus: abort.grpcStatus }),
          },
        }),
  });
}

/** Whether the rule has just this fault. */
export function isSameFault(rule: Json, fault: RuleFault | undefined): boolean {
  try {
    return isSameJson(readFault(rule) ?? null, fault ?? null);
  } catch (error) {
    if (error instanceof IntentError) return false;
    throw error;
  }
}

/** Without a percentage Istio's faults hit no request. */
function percentOf(raw: Json): number {
  return numberOf(recordOf(raw["percentage"])["value"]) ?? numberOf(raw["percent"]) ?? 0;
}

function readDelay(raw: Json): NonNullable<RuleFault["delay"]> {
  const delayMs = readDurationMs(raw["fixedDelay"], "delay.delayMs");
  if (delayMs === undefined) throw unreadable("delay", "fault_kind");
  return { percent: percentOf(raw), delayMs };
}

function readAbort(raw: Json): NonNullable<RuleFault["abort"]> {
  const percent = percentOf(raw);
  const httpStatus = numberOf(raw["httpStatus"]);
  const grpcStatus = textOf(raw["grpcStatus"]);
  if (httpStatus !== undefined) {
    if (httpStatus < 200 || httpStatus > 599) throw unreadable("abort.httpStatus", "fault_status");
    return { percent, httpStatus };
  }
  if (grpcStatus === undefined) throw unreadable("abort", "fault_kind");
  const known = grpcStatuses.find((status) => status === grpcStatus);
  if (known === undefined) throw unreadable("abort.grpcStatus", "fault_status");
  return { percent, grpcStatus: known };
}

function unreadable(field: string, reason: string): IntentError {
  return new IntentError(`The fault of this route doesn't fit the form: ${reason}`, { field, reason });
}
