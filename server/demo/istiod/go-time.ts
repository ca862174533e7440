import { hashText } from "@/server/demo/world/random";

/** RFC 3339 with nanoseconds, as Go prints times; the digits below a millisecond come from `salt`. */
export function goTime(ms: number, salt: string): string {
  const below = hashText(salt) % 1_000_000;
  return new Date(ms).toISOString().replace("Z", `${String(below).padStart(6, "0")}Z`);
}

/** RFC 3339 in whole seconds. */
export function secondsTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
