import type { KeyInfo } from "./secret-keys";

/** What is hidden below an open object or list. */
export const hideNothing = 0;
const hideAll = 1;
const hideInline = 2;

/** What is hidden below `key`, inside of a place that hides `inherited`; `isSecretPair` where its neighbour tells of a secret. */
export function coverBelow(key: KeyInfo | undefined, inherited: number, isSecretPair: boolean): number {
  if (key === undefined) return inherited;
  if (key.keyClass === "reference") return hideNothing;
  if (key.keyClass === "secret") return hideAll;
  if (key.isPairValue && isSecretPair) return hideAll;
  if (key.keyClass === "inline_parent" && inherited === hideNothing) return hideInline;
  return inherited;
}

/** Whether a text behind `key`, in a place that hides `cover`, is a secret. */
export function hidesText(key: KeyInfo | undefined, cover: number, isSecretPair: boolean): boolean {
  const keyClass = key?.keyClass ?? "none";
  if (keyClass === "secret" || keyClass === "secret_text") return true;
  if (key?.isPairValue === true && isSecretPair) return true;
  if (cover === hideAll) return keyClass !== "plain";
  return cover === hideInline && keyClass === "inline";
}

/**
 * Whether a number there is one: a pin or a password of digits. Numbers of tokens are counts, of a rate limit's bucket
 * or of a language model, and stay.
 */
export function hidesNumber(key: KeyInfo | undefined, cover: number, isSecretPair: boolean): boolean {
  return key?.isCount !== true && hidesText(key, cover, isSecretPair);
}

/** `-`, a digit, or what else may stand in a number. */
export function isInNumber(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x2d ||
    byte === 0x2e ||
    byte === 0x2b ||
    byte === 0x45 ||
    byte === 0x65
  );
}
