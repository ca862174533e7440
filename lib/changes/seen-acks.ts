/** What the last look at the proxies found, as a list says it in one word. */
export type SeenAcks = "acked" | "spreading" | "rejected" | "unknown";

/**
 * The word for a change's stored `verify`, which is JSON; unknown before the first look and for a form that this version
 * does not know. Reads by hand what the server wrote: a list must not load a schema library.
 */
export function seenAcks(verifyJson: string | undefined): SeenAcks {
  if (verifyJson === undefined) return "unknown";
  const acks = member(JSON.parse(verifyJson), "acks");
  const rejected = member(member(acks, "counts"), "rejected");
  const isComplete = member(acks, "isComplete");
  if (typeof rejected !== "number" || typeof isComplete !== "boolean") return "unknown";
  if (rejected > 0) return "rejected";
  return isComplete ? "acked" : "spreading";
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
