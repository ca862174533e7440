import { formatEvidence } from "@/lib/format/evidence";

type Fact = { readonly path: string; readonly text: string };

const maxFacts = 24;

/**
 * What a decision was made from, one line a value: `found.0.fields: spec.http.0.route.0.weight`. Lists of plain values
 * are one line; times (`…Ms`) beyond the year 2001 are written as such; nothing is left out below the limit.
 */
export function factsOf(data: Readonly<Record<string, unknown>>): readonly Fact[] {
  return Object.entries(data)
    .flatMap(([name, value]) => flatten(name, value))
    .slice(0, maxFacts);
}

function flatten(path: string, value: unknown): readonly Fact[] {
  if (value === null || value === undefined || value === "") return [];
  if (typeof value === "number" && path.endsWith("Ms") && value > 1e12) {
    return [{ path, text: new Date(value).toISOString() }];
  }
  if (typeof value === "number") return [{ path, text: String(Number(value.toPrecision(6))) }];
  if (typeof value === "string" || typeof value === "boolean") return [{ path, text: String(value) }];
  if (Array.isArray(value)) {
    if (value.length === 0) return [];
    if (value.every((one) => typeof one === "string" || typeof one === "number")) {
      return [{ path, text: value.join(", ") }];
    }
    const weights = value.map(weightOf);
    if (weights.every((one) => one !== undefined)) return [{ path, text: weights.join(", ") }];
    return value.flatMap((one, index) => flatten(`${path}.${index}`, one));
  }
  if (typeof value !== "object") return [];
  const verdict = verdictFacts(path, value);
  if (verdict !== undefined) return verdict;
  const ref = refOf(value);
  if (ref !== undefined) return [{ path, text: ref }];
  return Object.entries(value).flatMap(([name, inner]) => flatten(`${path}.${name}`, inner));
}

/** `v2 25 %` of a weight. */
function weightOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("name" in value) || !("weightPercent" in value)) {
    return undefined;
  }
  return typeof value.name === "string" && typeof value.weightPercent === "number"
    ? `${value.name} ${value.weightPercent} %`
    : undefined;
}

/** `VirtualService shop/cart` of an object's reference. */
function refOf(value: object): string | undefined {
  if (!("kind" in value) || !("name" in value) || !("apiVersion" in value)) return undefined;
  const namespace = "namespace" in value && value.namespace !== "" ? `${String(value.namespace)}/` : "";
  return `${String(value.kind)} ${namespace}${String(value.name)}`;
}

type Counts = Readonly<Record<"canaryRequests" | "canaryBad" | "stableRequests" | "stableBad", unknown>>;

/** A verdict as the numbers that it rests on: the two e-values with their limits, and the counts of each metric. */
function verdictFacts(path: string, value: object): readonly Fact[] | undefined {
  if (!("rollbackE" in value && "rollbackLimit" in value && "metrics" in value)) return undefined;
  const { metrics } = value;
  const promotion = "promotionE" in value && "promotionLimit" in value ? value : undefined;
  const of = (e: unknown, limit: unknown) =>
    `${formatEvidence(Number(e))} / ${formatEvidence(Number(limit))}`;
  return [
    ...("verdict" in value && "reason" in value
      ? [{ path, text: `${String(value.verdict)}: ${String(value.reason)}` }]
      : []),
    { path: `${path} E`, text: of(value.rollbackE, value.rollbackLimit) },
    ...(promotion === undefined
      ? []
      : [{ path: `${path} E′`, text: of(promotion.promotionE, promotion.promotionLimit) }]),
    ...(Array.isArray(metrics) ? metrics : []).flatMap((metric: unknown) => {
      if (typeof metric !== "object" || metric === null || !("key" in metric && "counts" in metric))
        return [];
      const counts = metric.counts as Counts;
      const side = (bad: unknown, all: unknown) => `${Math.round(Number(bad))}/${Math.round(Number(all))}`;
      const canary = side(counts.canaryBad, counts.canaryRequests);
      const stable = side(counts.stableBad, counts.stableRequests);
      return [{ path: `${path} ${String(metric.key)}`, text: `canary ${canary}, stable ${stable}` }];
    }),
  ];
}
