import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { singleton } from "@/server/singleton";

export const sessionCookie = "heddle_session";

/** From `HEDDLE_SESSION_SECRET`; without it sessions end with the process. */
function processKey(): Buffer {
  return singleton("session-key", () => {
    const secret = process.env["HEDDLE_SESSION_SECRET"];
    return secret === undefined ? randomBytes(32) : createHash("sha256").update(secret).digest();
  });
}

/** `token` encrypted and authenticated (AES-256-GCM), so that the cookie tells it to nobody and cannot be forged. */
export function sealToken(token: string, key = processKey()): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const sealed = Buffer.concat([cipher.update(token, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url");
}

/** The token behind `sealed`, or undefined when it was not sealed with this key. */
export function openToken(sealed: string, key = processKey()): string | undefined {
  const bytes = Buffer.from(sealed, "base64url");
  if (bytes.length < 29) return undefined;
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}

/** The person's token from the Authorization header, else from the session cookie. */
export function tokenFromHeaders(headers: Headers): string | undefined {
  const bearer = /^Bearer (\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (bearer !== undefined) return bearer;
  for (const pair of (headers.get("cookie") ?? "").split(";")) {
    const [name, value] = pair.trim().split("=", 2);
    if (name === sessionCookie && value !== undefined) return openToken(value);
  }
  return undefined;
}
