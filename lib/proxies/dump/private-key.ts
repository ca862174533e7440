const dashes = "-----BEGIN ";
const base64Dashes = "LS0tLS1CRUdJTi";

function startsWith(bytes: Uint8Array, text: string): boolean {
  if (bytes.length < text.length) return false;
  for (let at = 0; at < text.length; at += 1) if (bytes[at] !== text.charCodeAt(at)) return false;
  return true;
}

/** Whether a JSON string's bytes are a PEM private key, plain or in base64, wherever it stands. */
function isPrivateKey(bytes: Uint8Array): boolean {
  if (startsWith(bytes, dashes)) return headOf(bytes).includes("PRIVATE KEY");
  if (!startsWith(bytes, base64Dashes)) return false;
  try {
    return atob(headOf(bytes).slice(0, 80)).includes("PRIVATE KEY");
  } catch {
    return false;
  }
}

function headOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 96));
}

/** The same for `source[start, end)`. */
export function isPrivateKeyBetween(source: Uint8Array, start: number, end: number): boolean {
  return isPrivateKey(source.subarray(start, end));
}
