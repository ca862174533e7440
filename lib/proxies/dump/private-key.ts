const marker = "PRIVATE KEY";

/** The marker as it looks inside of base64, for each of the three places where it can begin; edges that hang on its neighbours are left out. */
function base64Forms(): readonly string[] {
  return [0, 1, 2].map((offset) => {
    const text = btoa(`${"\0".repeat(offset)}${marker}`).replaceAll("=", "");
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor(((offset + marker.length) * 8) / 6);
    return text.slice(first, last);
  });
}

const patterns = [marker, ...base64Forms()];
const width = Math.min(...patterns.map((pattern) => pattern.length));
const codes = patterns.map((pattern) =>
  Uint8Array.from(pattern.slice(0, width), (char) => char.charCodeAt(0)),
);

/** How far a search may jump when a window ends with this byte: Horspool's rule for several words. */
const jumps = new Uint8Array(256).fill(width);
for (const code of codes) {
  for (let at = 0; at < width - 1; at += 1) {
    const byte = code[at] ?? 0;
    jumps[byte] = Math.min(jumps[byte] ?? width, width - 1 - at);
  }
}

function isAt(source: Uint8Array, start: number, code: Uint8Array): boolean {
  for (let at = 0; at < width; at += 1) if (source[start + at] !== code[at]) return false;
  return true;
}

/** Whether `source[start, end)` holds the head of a PEM private key anywhere, plain or in base64. */
export function hasPrivateKey(source: Uint8Array, start: number, end: number): boolean {
  const last = end - width;
  for (let at = start; at <= last; at += jumps[source[at + width - 1] ?? 0] ?? 1) {
    for (const code of codes) if (isAt(source, at, code)) return true;
  }
  return false;
}
