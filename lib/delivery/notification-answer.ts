import type { NotificationFormat } from "@/lib/delivery/notification-channel";

/** Whether a message was taken; `message` has the service's own words when it was not. */
export type Judgement = { readonly isTaken: true } | { readonly isTaken: false; readonly message: string };

const taken: Judgement = { isTaken: true };

/**
 * Whether the service took the message, by its own rules: the robots of DingTalk, Feishu and WeCom answer a refusal with
 * HTTP 200 and a code, Slack says `ok`, anything else is taken with a status of 2xx.
 */
export function judgeAnswer(format: NotificationFormat, status: number, body: string): Judgement {
  const isGood = status >= 200 && status < 300;
  const json = jsonOf(body);
  const refusal = json === undefined ? undefined : refusalIn(format, json);
  if (refusal !== undefined) return { isTaken: false, message: refusal };
  if (!isGood) return { isTaken: false, message: withExcerpt(`HTTP ${status}`, body) };
  if (format === "generic") return taken;
  if (format === "slack") {
    const isOk = body.trim() === "ok" || json?.["ok"] === true;
    return isOk ? taken : { isTaken: false, message: withExcerpt('HTTP 200 without "ok"', body) };
  }
  const isCoded = json !== undefined && codeFields[format].some((field) => json[field] === 0);
  return isCoded
    ? taken
    : { isTaken: false, message: withExcerpt(`HTTP ${status} without ${codeFields[format][0]}: 0`, body) };
}

/** Feishu's older robots say StatusCode; where both stand, both are 0 for a taken message. */
const codeFields: Readonly<Record<Exclude<NotificationFormat, "generic" | "slack">, readonly string[]>> = {
  dingtalk: ["errcode"],
  feishu: ["code", "StatusCode"],
  wecom: ["errcode"],
};
const wordFields = ["errmsg", "msg", "StatusMessage", "error", "message"];

function refusalIn(format: NotificationFormat, json: Readonly<Record<string, unknown>>): string | undefined {
  const words = wordFields.map((field) => json[field]).find((one) => typeof one === "string" && one !== "");
  if (format === "slack") return json["ok"] === false ? `Slack: ${String(words ?? "refused")}` : undefined;
  if (format === "generic") return undefined;
  const field = codeFields[format].find((one) => typeof json[one] === "number" && json[one] !== 0);
  return field === undefined
    ? undefined
    : `${field} ${String(json[field])}: ${String(words ?? "")}`.slice(0, 300);
}

function jsonOf(body: string): Readonly<Record<string, unknown>> | undefined {
  if (!body.trimStart().startsWith("{")) return undefined;
  try {
    return JSON.parse(body) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

/** A page of HTML says nothing that a person could use. */
function withExcerpt(text: string, body: string): string {
  const words = body.trim();
  return words === "" || words.startsWith("<") ? text : `${text}: ${words.slice(0, 200)}`;
}
