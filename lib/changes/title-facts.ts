/** What a title says of a change; undefined for an intent of an unknown form. */
export type TitleFacts =
  | { readonly kind: "undo" }
  | {
      readonly kind: "traffic_split";
      readonly weights: readonly { readonly name: string; readonly weightPercent: number }[];
    };

/** The facts in a stored intent. Reads by hand what the server has validated: lists must not load a schema library. */
export function titleFacts(intentJson: string): TitleFacts | undefined {
  const request: unknown = JSON.parse(intentJson);
  if (!isRecord(request)) return undefined;
  if (request["kind"] === "undo") return { kind: "undo" };
  const intent = request["intent"];
  if (request["kind"] !== "traffic_split" || !isRecord(intent) || !Array.isArray(intent["destinations"]))
    return undefined;
  const weights = intent["destinations"].flatMap((each: unknown) =>
    isRecord(each) && typeof each["name"] === "string" && typeof each["weightPercent"] === "number"
      ? [{ name: each["name"], weightPercent: each["weightPercent"] }]
      : [],
  );
  return { kind: "traffic_split", weights };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
