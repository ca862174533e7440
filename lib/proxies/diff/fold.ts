import type { Cause, ConfigChange, PathStep } from "./change";
import { pathText } from "./item-label";
import { meaningText } from "./normal-form";

/** One change that stands in many places: equal but for the resource, and the items on the way, that it is in. */
export type Fold = {
  /** Its first place, which stands for all. */
  readonly first: ConfigChange;
  readonly places: readonly ConfigChange[];
  /** Resources that it is in; a resource may have it in several places. */
  readonly resources: number;
  /** The path with `*` for items that are not the same everywhere. */
  readonly pathText: string;
};

const star: PathStep = { kind: "item", key: "*" };

/** The path without its items, which differ by name and place from resource to resource. */
const shapeOf = (path: readonly PathStep[]): string =>
  pathText(path.map((step) => (step.kind === "item" ? star : step)));

/** A value without the name of the resource that it is in, where that stands as a word: `stat_prefix` and the like repeat it. */
function placeless(value: unknown, resource: string): string {
  const text = meaningText(value);
  if (resource === "" || !text.includes(resource)) return text;
  const name = resource.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return text.replaceAll(new RegExp(`(?<![a-zA-Z0-9])${name}(?![a-zA-Z0-9])`, "g"), "\u0000");
}

function causeText(cause: Cause | undefined): string {
  return cause === undefined
    ? ""
    : [cause.kind, cause.namespace, cause.name ?? "", cause.confidence, cause.reason].join("/");
}

/** Equal for changes that are one. Resources that came or went as a whole are alike whatever is in them. */
function foldKey(change: ConfigChange): string {
  const { section, kind, state, severity, expected = "", cause, path, from, to } = change;
  const isWhole = path.length === 0 && kind !== "changed" && state !== "error";
  const values =
    isWhole || kind === "moved"
      ? `${from ?? ""} ${to ?? ""}`
      : [change.before, change.after].map((value) => placeless(value, change.resource)).join("\u0001");
  return [section, kind, state, severity, expected, causeText(cause), shapeOf(path), values].join("\u0002");
}

function commonPath(places: readonly ConfigChange[]): string {
  const [first] = places;
  if (first === undefined) return "";
  const steps = first.path.map((step, at): PathStep => {
    const isCommon = places.every(({ path }) => {
      const other = path[at];
      return step.kind === "field" || (other?.kind === "item" && other.key === step.key);
    });
    return isCommon ? step : star;
  });
  return pathText(steps);
}

/** Changes in their order, equal ones as one at the place of the first. */
export function foldChanges(changes: readonly ConfigChange[]): readonly Fold[] {
  const byKey = new Map<string, ConfigChange[]>();
  for (const change of changes) {
    const key = foldKey(change);
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, [change]);
    else known.push(change);
  }
  return [...byKey.values()].flatMap((places) => {
    const [first] = places;
    if (first === undefined) return [];
    const resources = new Set(places.map(({ resource }) => resource)).size;
    return [{ first, places, resources, pathText: commonPath(places) }];
  });
}
