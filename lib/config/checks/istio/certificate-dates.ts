/** First and last moment of an X.509 certificate. */
type CertificateDates = { readonly notBeforeMs: number; readonly notAfterMs: number };

type Element = { readonly tag: number; readonly start: number; readonly end: number };

/** One DER element at `at`, or undefined when the bytes are no such thing. */
function elementAt(bytes: Uint8Array, at: number): Element | undefined {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) return undefined;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (lengthBytes > 4) return undefined;
  let length = lengthBytes === 0 ? first : 0;
  for (let index = 0; index < lengthBytes; index += 1) length = length * 256 + (bytes[at + 2 + index] ?? 0);
  const start = at + 2 + lengthBytes;
  return start + length <= bytes.length ? { tag, start, end: start + length } : undefined;
}

function childrenOf(bytes: Uint8Array, parent: Element | undefined): readonly Element[] {
  if (parent === undefined || parent.tag !== 0x30) return [];
  const children: Element[] = [];
  for (let at = parent.start; at < parent.end;) {
    const child = elementAt(bytes, at);
    if (child === undefined || child.end > parent.end) return [];
    children.push(child);
    at = child.end;
  }
  return children;
}

/** UTCTime (two digits of a year, below 50 in this century) or GeneralizedTime. */
function timeMs(bytes: Uint8Array, element: Element | undefined): number {
  if (element === undefined) return Number.NaN;
  const digits = String.fromCharCode(...bytes.subarray(element.start, element.end));
  const year = element.tag === 0x17 ? `${Number(digits.slice(0, 2)) < 50 ? "20" : "19"}${digits}` : digits;
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(year);
  if (parts === null) return Number.NaN;
  const [, y, month, day, hour, minute, second] = parts.map(Number);
  return Date.UTC(y ?? 0, (month ?? 1) - 1, day, hour, minute, second);
}

function bytesFromBase64(base64: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(base64.replace(/\s/g, "")), (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** The text behind base64; undefined when it is none. */
export function textFromBase64(base64: string): string | undefined {
  const bytes = bytesFromBase64(base64);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

/** Dates of the first certificate of a PEM text; undefined when it holds none that can be read. */
export function certificateDates(pem: string): CertificateDates | undefined {
  const block = /-----BEGIN CERTIFICATE-----([\s\S]*?)-----END CERTIFICATE-----/.exec(pem)?.[1];
  const bytes = block === undefined ? undefined : bytesFromBase64(block);
  if (bytes === undefined) return undefined;
  const body = childrenOf(bytes, elementAt(bytes, 0))[0];
  const fields = childrenOf(bytes, body);
  // The version is optional: the validity is the fifth field with it, the fourth without.
  const validity = childrenOf(bytes, fields[fields[0]?.tag === 0xa0 ? 4 : 3]);
  const dates = { notBeforeMs: timeMs(bytes, validity[0]), notAfterMs: timeMs(bytes, validity[1]) };
  return Number.isNaN(dates.notBeforeMs) || Number.isNaN(dates.notAfterMs) ? undefined : dates;
}
