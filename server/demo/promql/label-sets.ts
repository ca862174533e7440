import type { Labels } from "@/lib/telemetry/series";

const keys = new WeakMap<Labels, string>();
const projections = new WeakMap<Labels, Map<string, Labels>>();

/** A text that is the same for equal label sets. Kept per object: stored series have the same one in every query. */
export function labelKey(labels: Labels): string {
  const known = keys.get(labels);
  if (known !== undefined) return known;
  const names = Object.keys(labels).toSorted();
  let key = "";
  for (const name of names) key += `${name}\u0001${labels[name] ?? ""}\u0002`;
  keys.set(labels, key);
  return key;
}

/** Some of the labels of a set: a rule with a name, so that its results can be kept per label object. */
export type Projection = {
  readonly id: string;
  readonly keep: boolean;
  readonly names: readonly string[];
};

const shared = new Map<string, Labels>();
const maxShared = 20_000;

function compute(labels: Labels, projection: Projection): Labels {
  const result: Record<string, string> = {};
  if (projection.keep) {
    for (const name of projection.names) {
      const value = labels[name];
      if (value !== undefined && value !== "") result[name] = value;
    }
  } else {
    for (const name in labels) {
      const value = labels[name];
      if (value !== undefined && !projection.names.includes(name)) result[name] = value;
    }
  }
  const key = labelKey(result);
  const same = shared.get(key);
  if (same !== undefined) return same;
  if (shared.size > maxShared) shared.clear();
  shared.set(key, result);
  return result;
}

/** `by (…)`, `on (…)`: only these labels. */
export function keepLabels(names: readonly string[]): Projection {
  return { id: `+${names.join(",")}`, keep: true, names };
}

/** `without (…)`, `ignoring (…)`: all labels but these. */
export function dropLabels(names: readonly string[]): Projection {
  return { id: `-${names.join(",")}`, keep: false, names };
}

/** Functions and arithmetic give a new thing, which no longer has the metric's name. */
export const dropName = dropLabels(["__name__"]);

/** The projected label set, the same object for the same input object. */
export function project(labels: Labels, projection: Projection): Labels {
  let known = projections.get(labels);
  if (known === undefined) {
    known = new Map();
    projections.set(labels, known);
  }
  const done = known.get(projection.id);
  if (done !== undefined) return done;
  const result = compute(labels, projection);
  if (known.size > 16) known.clear();
  known.set(projection.id, result);
  return result;
}

/** A label set as Prometheus prints it in messages: `{__name__="up", job="a"}`. */
export function printLabels(labels: Labels): string {
  const names = Object.keys(labels).toSorted();
  return `{${names.map((name) => `${name}=${JSON.stringify(labels[name])}`).join(", ")}}`;
}
