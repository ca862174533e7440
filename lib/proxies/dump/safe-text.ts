import { decodeJsonText } from "./key-table";
import { hasPrivateKey } from "./private-key";
import { isSecretPairName, mayBeSecretName, type KeyInfo } from "./secret-keys";
import { redactText } from "./secret-text";
import { mayAssign, mayHoldSecretText } from "./text-gate";

const shortestPem = 96;
const encoder = new TextEncoder();

/** What stands in the JSON in the place of a whole secret. */
export const redactedText = encoder.encode('"[redacted]"');
/** The same in base64. */
const redactedBase64 = encoder.encode('"W3JlZGFjdGVkXQ=="');

/** What stands in the place of the whole value of `key`: base64 where bytes are expected. */
export function insteadOf(key: KeyInfo | undefined): Uint8Array {
  return key?.keyClass === "inline" && key.text.endsWith("ytes") ? redactedBase64 : redactedText;
}

/** Whether the text in `source[start, stop)` is the name of a secret that stands beside it. */
export function isSecretName(source: Uint8Array, start: number, stop: number, hasEscape: boolean): boolean {
  if (!hasEscape && !mayBeSecretName(source, start, stop)) return false;
  return isSecretPairName(decodeJsonText(source.subarray(start, stop)));
}

/**
 * JSON to put in the place of the text in `source[start, stop)`, between two quotes: `redactedText` for a private key, the text without its
 * secrets when it holds some; undefined for one that may stay.
 * A text with escapes is always looked at, free text (code, settings) by any sign of an assignment.
 */
export function safeText(
  source: Uint8Array,
  start: number,
  stop: number,
  hasEscape: boolean,
  isFree: boolean,
): Uint8Array | undefined {
  if (stop - start > shortestPem && hasPrivateKey(source, start, stop)) return redactedText;
  const mayHold = hasEscape || (isFree ? mayAssign : mayHoldSecretText)(source, start, stop);
  if (!mayHold) return undefined;
  const plain = decodeJsonText(source.subarray(start, stop));
  const kept = redactText(plain);
  if (kept.includes("PRIVATE KEY")) return encoder.encode('"[redacted]"');
  return kept === plain ? undefined : encoder.encode(JSON.stringify(kept));
}
