import { decodeJsonText } from "./key-table";
import { hasPrivateKey } from "./private-key";
import { redactText } from "./secret-text";
import { mayHoldSecretText } from "./text-gate";

const shortestPem = 96;
const encoder = new TextEncoder();

/** What stands in the JSON in the place of a whole secret. */
export const redactedText = encoder.encode('"[redacted]"');

/**
 * JSON to put in the place of the text in `source[start, stop)`, between two quotes: `redactedText` for a private key, the text without its
 * secrets when it holds some; undefined for one that may stay. `isLookedAt` when it is read even without a sign of any.
 */
export function safeText(
  source: Uint8Array,
  start: number,
  stop: number,
  isLookedAt: boolean,
): Uint8Array | undefined {
  if (stop - start > shortestPem && hasPrivateKey(source, start, stop)) return redactedText;
  if (!isLookedAt && !mayHoldSecretText(source, start, stop)) return undefined;
  const plain = decodeJsonText(source.subarray(start, stop));
  const kept = redactText(plain);
  if (kept.includes("PRIVATE KEY")) return encoder.encode('"[redacted]"');
  return kept === plain ? undefined : encoder.encode(JSON.stringify(kept));
}
