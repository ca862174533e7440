import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { singleton } from "@/server/singleton";

export const sessionCookie = "heddle_session";
export const sessionMs = 12 * 3_600_000;

/** From `HEDDLE_SESSION_SECRET`; without it sessions end with the process. */
function processKey(): Buffer {
  return singleton("session-key", () => {
    const secret = process.env["HEDDLE_SESSION_SECRET"];
    return secret === undefined ? randomBytes(32) : createHash("sha256").update(secret).digest();
  });
}

/** `token` with its end, encrypted and authenticated (AES-256-GCM): the cookie tells nobody and cannot be forged. */
export function sealToken(token: string, untilMs: number, key = processKey()): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const sealed = Buffer.concat([cipher.update(`${untilMs} ${token}`, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url");
}

/** The token behind `sealed`, or undefined when it was not sealed with this key or its time is over. */
export function openToken(sealed: string, nowMs: number, key = processKey()): string | undefined {
  const bytes = Buffer.from(sealed, "base64url");
  if (bytes.length < 29) return undefined;
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    const text = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
    const gap = text.indexOf(" ");
    return Number(text.slice(0, gap)) > nowMs ? text.slice(gap + 1) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The `Set-Cookie` line that keeps `sealed`; "" takes the cookie away. SameSite is Lax, because a link from a chat must
 * find its reader signed in; what changes anything also has its Origin checked.
 */
export function sessionCookieLine(sealed: string, isSecure: boolean): string {
  const parts = [
    `${sessionCookie}=${sealed}`,
    "Path=/",
    "HttpOnly",
    "SameSite=Lax",
    `Max-Age=${sealed === "" ? 0 : sessionMs / 1000}`,
  ];
  return [...parts, ...(isSecure ? ["Secure"] : [])].join("; ");
}

/** The person's token from the Authorization header, else from the session cookie. */
export function tokenFromHeaders(headers: Headers, nowMs = Date.now()): string | undefined {
  const bearer = /^Bearer (\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (bearer !== undefined) return bearer;
  const sealed = sessionValue(headers);
  return sealed === undefined ? undefined : openToken(sealed, nowMs);
}

/** Whether the browser still holds a session, be it over or not. */
export function hasSessionCookie(headers: Headers): boolean {
  return (sessionValue(headers) ?? "") !== "";
}

function sessionValue(headers: Headers): string | undefined {
  for (const pair of (headers.get("cookie") ?? "").split(";")) {
    const [name, value] = pair.trim().split("=", 2);
    if (name === sessionCookie) return value;
  }
  return undefined;
}
