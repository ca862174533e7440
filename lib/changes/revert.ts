import { canonicalJson, isRecord, isSameJson } from "@/lib/config/clean-manifest";
import { listKeys } from "@/lib/config/list-keys";

/** Lists that mean something only as a whole: half of a weight list is no split. */
const wholeLists = new Set(["route", "backendRefs", "match", "matches"]);

export type Reverted = {
  readonly value: unknown;
  /** Paths that somebody changed after us; they keep what they have. */
  readonly kept: readonly string[];
};

/**
 * `live` with our change from `before` to `after` taken back, field by field: what is still as we wrote it gets its old
 * value, what others changed since stays, unless one insists: then it gets its old value too, and `kept` names what was
 * overwritten. Missing values are undefined.
 */
export function revert(before: unknown, after: unknown, live: unknown, insist = false): Reverted {
  const kept: string[] = [];
  return { value: revertValue({ before, after, live }, "", "", { paths: kept, insist }), kept };
}

type Kept = { readonly paths: string[]; readonly insist: boolean };

type Three = { readonly before: unknown; readonly after: unknown; readonly live: unknown };

function revertValue({ before, after, live }: Three, path: string, field: string, kept: Kept): unknown {
  if (isSameJson(before, after) && (before === undefined) === (after === undefined)) return live;
  if (live !== undefined && after !== undefined && isSameJson(live, after)) return before;
  if (live === undefined && after === undefined) return before;
  if (live !== undefined && before !== undefined && isSameJson(live, before)) return live;
  if (live === undefined && before === undefined) return live;
  if (isRecord(live) && isRecord(after) && (isRecord(before) || before === undefined)) {
    return revertRecord({ before: before ?? {}, after, live }, path, kept);
  }
  if (Array.isArray(live) && Array.isArray(after) && !wholeLists.has(field)) {
    if (Array.isArray(before) || before === undefined) {
      return revertList({ before: before ?? [], after, live }, path, field, kept);
    }
  }
  kept.paths.push(path);
  return kept.insist ? before : live;
}

function revertRecord(
  three: { before: Record<string, unknown>; after: Record<string, unknown>; live: Record<string, unknown> },
  path: string,
  kept: Kept,
): Record<string, unknown> {
  const keys = new Set([...Object.keys(three.before), ...Object.keys(three.live)]);
  // Fields keep the places they had before our change, so that an undone object reads as it did.
  const entries = [...keys].flatMap((key) => {
    const value = revertValue(
      { before: three.before[key], after: three.after[key], live: three.live[key] },
      path === "" ? key : `${path}.${key}`,
      key,
      kept,
    );
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(entries);
}

function revertList(
  three: { before: readonly unknown[]; after: readonly unknown[]; live: readonly unknown[] },
  path: string,
  field: string,
  kept: Kept,
): readonly unknown[] {
  const keyed = (items: readonly unknown[]) =>
    new Map(listKeys(field, items).map((key, index) => [key, items[index]]));
  const [before, after, live] = [keyed(three.before), keyed(three.after), keyed(three.live)];
  const order = mergedOrder([...before.keys()], [...after.keys()], [...live.keys()]);
  return order.flatMap((key) => {
    const entry = { before: before.get(key), after: after.get(key), live: live.get(key) };
    const value = revertValue(entry, `${path}[${JSON.stringify(key)}]`, field, kept);
    return value === undefined ? [] : [value];
  });
}

/** The live order; entries that only `before` has come back behind the entry that they stood behind. */
function mergedOrder(
  before: readonly string[],
  after: readonly string[],
  live: readonly string[],
): readonly string[] {
  if (canonicalJson(live) === canonicalJson(after)) {
    return [...before, ...live.filter((key) => !before.includes(key))];
  }
  const order = [...live];
  before.forEach((key, index) => {
    if (order.includes(key)) return;
    const previous = before[index - 1];
    const place = previous === undefined ? 0 : order.indexOf(previous) + 1;
    order.splice(place, 0, key);
  });
  return order;
}
