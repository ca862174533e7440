function mix(text: string, seed: number): number {
  let hash = seed >>> 0;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
    hash = (hash ^ (hash >>> 15)) >>> 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  return (hash ^ (hash >>> 16)) >>> 0;
}

const hex = (value: number) => value.toString(16).padStart(8, "0");

/** A uid in version 4 form that is the same for the same text, so that a seed gives one world. */
export function uidFrom(text: string): string {
  const [a, b, c, d] = [mix(text, 1), mix(text, 2), mix(text, 3), mix(text, 4)].map(hex);
  const variant = "89ab"[mix(text, 5) % 4] ?? "8";
  return `${a}-${b?.slice(0, 4)}-4${b?.slice(5)}-${variant}${c?.slice(1, 4)}-${c?.slice(4)}${d}`;
}
