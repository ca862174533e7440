const shortestText = 12;

/** Whether a text without escapes is worth a closer look: a token, an authorization header's value, an address. */
export function mayHoldSecretText(source: Uint8Array, start: number, end: number): boolean {
  if (end - start < shortestText) return false;
  const first = (source[start] ?? 0) | 0x20;
  const second = (source[start + 1] ?? 0) | 0x20;
  // eyJ… and ewog… (JSON in base64), Bearer …, Basic …, ghp_…, glpat-…, xoxb-…, AKIA…
  if (first === 0x65 && (second === 0x79 || second === 0x77)) return true;
  if (first === 0x67 && (second === 0x68 || second === 0x6c)) return true;
  if ((first === 0x78 && second === 0x6f) || (first === 0x61 && second === 0x6b)) return true;
  if (first === 0x62 && (second === 0x65 || second === 0x61)) return true;
  // SPIFFE ids are addresses without secrets, and there are thousands of them.
  if (first === 0x73 && second === 0x70) return false;
  const last = Math.min(end - 2, start + 10);
  for (let at = start + 2; at < last; at += 1) {
    if (source[at] === 0x3a) return source[at + 1] === 0x2f && source[at + 2] === 0x2f;
  }
  return false;
}

/** Whether free text without escapes has a sign of an assignment, or the length of a token or of text in base64. */
export function mayAssign(source: Uint8Array, start: number, end: number): boolean {
  if (end - start >= 40) return true;
  for (let at = start; at < end; at += 1) {
    const byte = source[at];
    if (byte === 0x3d || byte === 0x3a || byte === 0x20) return true;
  }
  return mayHoldSecretText(source, start, end);
}
