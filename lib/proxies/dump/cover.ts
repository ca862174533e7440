import type { KeyInfo } from "./secret-keys";

/** What is hidden below an open object or list. */
export const hideNothing = 0;
const hideAll = 1;
const hideInline = 2;
const hidePairs = 3;

/** What is hidden below `key`, inside of a place that hides `inherited`; `isSecretPair` where its neighbour tells of a secret. */
export function coverBelow(key: KeyInfo | undefined, inherited: number, isSecretPair: boolean): number {
  if (key === undefined) return inherited;
  if (key.keyClass === "reference") return hideNothing;
  if (key.keyClass === "secret") return hideAll;
  if (key.isPairValue && isSecretPair) return hideAll;
  if (inherited === hidePairs) return key.isPairValue ? hideAll : inherited;
  if (inherited !== hideNothing) return inherited;
  if (key.keyClass === "inline_parent") return hideInline;
  return key.keyClass === "pairs_parent" ? hidePairs : inherited;
}

/** Whether a text behind `key`, in a place that hides `cover`, is a secret. */
export function hidesText(key: KeyInfo | undefined, cover: number, isSecretPair: boolean): boolean {
  const keyClass = key?.keyClass ?? "none";
  if (keyClass === "secret" || keyClass === "secret_text") return true;
  if (key?.isPairValue === true && isSecretPair) return true;
  if (cover === hideAll) return keyClass !== "plain";
  if (cover === hidePairs) return key?.isPairValue === true;
  return cover === hideInline && keyClass === "inline";
}

/**
 * Whether a number there is one: a pin or a password of digits. Numbers of tokens are counts, of a rate limit's bucket
 * or of a language model, and stay.
 */
export function hidesNumber(key: KeyInfo | undefined, cover: number, isSecretPair: boolean): boolean {
  return key?.isCount !== true && hidesText(key, cover, isSecretPair);
}

/** Whether secrets may stand anywhere in the text behind `key`, or behind `value` in the message that stands for it. */
export function isFreeText(key: KeyInfo | undefined, parent: KeyInfo | undefined): boolean {
  if (key === undefined) return false;
  return key.isFreeText || (key.isPairValue && parent?.isFreeText === true);
}
