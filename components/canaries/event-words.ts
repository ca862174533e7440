type Event = { readonly kind: string; readonly data: Readonly<Record<string, unknown>> };
type Values = Readonly<Record<"step" | "weight" | "reason" | "act", string>>;

/**
 * The key of an event's text and what stands in it. A code with a reason or an act in its data may have a text for
 * both (`paused.no_data`); an event of a newer server that has no text at all is not known.
 */
export function eventWords(
  { kind, data }: Event,
  has: (key: string) => boolean,
): { readonly key: string; readonly values: Values; readonly isKnown: boolean } {
  const index = stepIndex(data);
  const values: Values = {
    step: index === undefined ? "" : String(index + 1),
    weight: plain(data["weightPercent"]),
    reason: plain(data["reason"]).replaceAll("_", " "),
    act: plain(data["act"]).replaceAll("_", " "),
  };
  const details = [plain(data["act"]), plain(data["reason"]), stageKind(data)].filter((text) => text !== "");
  const key = [...details.map((detail) => `${kind}_${detail}`), kind].find(has);
  return { key: key ?? kind, values, isKnown: key !== undefined };
}

function plain(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** The stage that the event is about, as an object or as it stands in the route's mark. */
function stageKind({ stage, target }: Event["data"]): string {
  const of: unknown = stage ?? target;
  if (typeof of === "object" && of !== null && "kind" in of) return plain(of.kind);
  return of === "mirror" || of === "promote" || of === "restore" ? of : "";
}

function stepIndex({ step, stage, target }: Event["data"]): number | undefined {
  if (typeof step === "number" && step >= 0) return step;
  const of: unknown = stage ?? target;
  if (typeof of === "object" && of !== null && "index" in of && typeof of.index === "number") return of.index;
  return typeof of === "string" && /^\d+$/.test(of) ? Number(of) : undefined;
}
