type Event = { readonly kind: string; readonly data: Readonly<Record<string, unknown>> };
type Values = Readonly<Record<"step" | "weight" | "outcome", string>>;

/**
 * The key of an event's text and what stands in it. An event may have a text for its stage or its outcome beside its
 * own (`step_entered_mirror`, `ended_promoted`); one of a newer server without any text is not known.
 */
export function eventWords(
  { kind, data }: Event,
  has: (key: string) => boolean,
): { readonly key: string; readonly values: Values; readonly isKnown: boolean } {
  const index = stepIndex(data);
  const outcome = plain(data["outcome"]);
  const values: Values = {
    step: index === undefined ? "" : String(index + 1),
    weight: plain(data["weightPercent"]),
    outcome: outcome.replaceAll("_", " "),
  };
  const key = [`${kind}_${outcome}`, `${kind}_${stageKind(data)}`, kind].find(has);
  return { key: key ?? kind, values, isKnown: key !== undefined };
}

function plain(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function stageKind({ stage, target }: Event["data"]): string {
  const of: unknown = stage ?? target;
  return typeof of === "object" && of !== null && "kind" in of ? plain(of.kind) : "";
}

function stepIndex({ step, stage, target }: Event["data"]): number | undefined {
  if (typeof step === "number" && step >= 0) return step;
  const of: unknown = stage ?? target;
  return typeof of === "object" && of !== null && "index" in of && typeof of.index === "number"
    ? of.index
    : undefined;
}
