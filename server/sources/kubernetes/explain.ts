import { phrase } from "@/lib/phrase";
import type { Explain, Fault } from "@/server/sources/request";
import { statusSchema, type Status } from "./wire";

export type Cause = { readonly field: string; readonly message: string; readonly reason: string };
export type ManagerConflict = {
  readonly manager: string;
  readonly field: string;
  readonly apiVersion?: string;
  readonly time?: string;
};

/** What a Status body means, told in the API server's or the webhook's own words. */
export const explainKubernetes: Explain = ({ text, status }) => {
  const parsed = statusSchema.safeParse(parseOrUndefined(text));
  if (!parsed.success) return undefined;
  const body = parsed.data;
  const message = body.message ?? `HTTP ${status}`;
  return { message, ...retryAfter(body), ...(webhookFault(message) ?? meaningOf(status, body, message)) };
};

function meaningOf(status: number, body: Status, message: string): Partial<Fault> {
  if (status === 409) return { reason: "conflict", details: { conflict: conflictFrom(body) } };
  if (status === 422) return { reason: "invalid", details: { causes: causesFrom(body) } };
  if (status === 400 && message.includes("strict decoding error")) {
    return { reason: "invalid", details: { causes: causesFromStrictDecoding(message) } };
  }
  if (status === 500 && body.reason === undefined) return typedPatchFault(message);
  if (status === 403) return forbiddenFault(message);
  if (status === 401) {
    return { reason: "unauthenticated", hint: phrase("kubernetes_token_wrong") };
  }
  return {};
}

function forbiddenFault(message: string): Partial<Fault> {
  const hint = message.trimEnd().endsWith("is forbidden:")
    ? phrase("port_forward_create_missing")
    : phrase("ask_for_role");
  return { reason: "forbidden", hint };
}

/** The API server tells schema errors of server-side apply as a 500 without a reason. */
function typedPatchFault(message: string): Partial<Fault> {
  const match = /(\.(?:spec|metadata|status|data)[^:\s]*): ([^:]+)$/.exec(message);
  if (match === null || !message.includes("typed patch")) return {};
  const [, field = "", problem = ""] = match;
  const cause: Cause = { field: field.replace(/^\./, ""), message: problem, reason: "FieldValueInvalid" };
  return { reason: "invalid", details: { causes: [cause] } };
}

function causesFrom(body: Status): Cause[] {
  return (body.details?.causes ?? []).map(({ field, message, reason }) => ({
    field: field ?? "",
    message: message ?? "",
    reason: reason ?? "",
  }));
}

function causesFromStrictDecoding(message: string): Cause[] {
  return [...message.matchAll(/(unknown|duplicate) field "([^"]+)"/g)].map(([, what = "", field = ""]) => ({
    field,
    message: `${what} field`,
    reason: what === "unknown" ? "FieldValueNotSupported" : "FieldValueDuplicate",
  }));
}

function conflictFrom(body: Status) {
  const conflicts = (body.details?.causes ?? [])
    .filter((cause) => cause.reason === "FieldManagerConflict")
    .map(({ field = "", message = "" }) => ({ ...managerFrom(message), field }));
  if (conflicts.length > 0) return { kind: "field_manager" as const, conflicts };
  return { kind: body.reason === "AlreadyExists" ? ("exists" as const) : ("stale" as const) };
}

/** Source: `conflict with "helm" with subresource "status" using apps/v1 at 2026-11-21T15:06:46Z`, all but the name optional. */
function managerFrom(message: string): Omit<ManagerConflict, "field"> {
  const match = /conflict with "([^"]*)"(?: with subresource "[^"]*")?(?: using (\S+?))?(?: at (\S+))?$/.exec(
    message,
  );
  const [, manager = message, apiVersion, time] = match ?? [];
  return {
    manager,
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(time === undefined ? {} : { time }),
  };
}

function webhookFault(message: string): Partial<Fault> | undefined {
  const denial = /admission webhook "([^"]+)" denied the request/.exec(message);
  if (denial !== null) return { reason: "invalid", details: { webhook: denial[1], causes: [] } };
  const silent = /failed calling webhook "([^"]+)"/.exec(message);
  if (silent === null) return undefined;
  return {
    reason: "server_error",
    details: { webhook: silent[1] },
    hint: phrase("webhook_silent"),
  };
}

function retryAfter(body: Status): Pick<Fault, "retryAfterMs"> {
  const seconds = body.details?.retryAfterSeconds;
  return seconds === undefined ? {} : { retryAfterMs: seconds * 1000 };
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
