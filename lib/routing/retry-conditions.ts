/** Envoy's conditions for a retry that istiod lets pass, beside status codes. */
export const retryConditions = [
  "5xx",
  "gateway-error",
  "reset",
  "reset-before-request",
  "connect-failure",
  "envoy-ratelimited",
  "retriable-4xx",
  "refused-stream",
  "retriable-status-codes",
  "retriable-headers",
  "http3-post-connect-failure",
  "cancelled",
  "deadline-exceeded",
  "internal",
  "resource-exhausted",
  "unavailable",
] as const;

// The codes that Go's net/http has a text for: istiod's webhook takes no others.
const statusRanges = [
  [100, 103],
  [200, 208],
  [226, 226],
  [300, 305],
  [307, 308],
  [400, 418],
  [421, 426],
  [428, 429],
  [431, 431],
  [451, 451],
  [500, 508],
  [510, 511],
] as const;

/** Whether istiod takes `text` in `retryOn`: a condition of Envoy's, or a registered status code. */
export function isRetryCondition(text: string): boolean {
  if (retryConditions.some((known) => known === text)) return true;
  const code = Number(text);
  return /^\d{3}$/.test(text) && statusRanges.some(([first, last]) => code >= first && code <= last);
}
