import { isRecord, isSameJson, specList } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";
import { readMarks, withoutMarks } from "@/lib/delivery/marks";
import type { TouchedObject } from "@/lib/delivery/run";
import { listKeys } from "@/lib/config/list-keys";
import { faultRouteName } from "@/lib/routing/fault-route";
import { withoutFields, type Json } from "@/lib/routing/json-fields";

/**
 * `live` without the faults and marks of a run, wherever they are by now: also in a route that somebody renamed, moved
 * or edited. On an object with the run's marks every fault is its own that was not there before; without them, those of
 * its routes and of its shape are. The object itself comes back when nothing is to be taken out.
 */
export function withoutRunFault(
  live: Manifest,
  runId: string,
  written: Pick<TouchedObject, "before" | "after">,
): Manifest {
  const marks = readMarks(live);
  const clean = marks?.runId === runId ? withoutMarks(live) : live;
  const before = routesOf(written.before);
  const ours = routesOf(written.after).filter(({ key, fault }) => !isIn(before, key, fault));
  const rules = specList(clean, "http");
  const keys = listKeys("http", rules);
  const old = new Set(written.before === undefined ? [] : listKeys("http", specList(written.before, "http")));
  const next = rules.flatMap((rule, index): readonly Json[] => {
    const { fault } = rule;
    const key = keys[index] ?? "";
    if (fault === undefined || isIn(before, key, fault)) return [rule];
    const isOurs =
      marks?.runId === runId || ours.some((one) => one.key === key || shapeOf(one.fault) === shapeOf(fault));
    if (!isOurs) return [rule];
    // A route that exists only for its fault goes with it.
    return key.startsWith(faultRouteName) && !old.has(key) ? [] : [withoutFields(rule, "fault")];
  });
  if (next.length === rules.length && next.every((rule, index) => rule === rules[index])) return clean;
  return { ...clean, spec: { ...clean.spec, http: next } };
}

/** The object without any fault and without marks: for one whose run nobody can read any more. */
export function withoutAnyFault(live: Manifest): Manifest {
  const clean = withoutMarks(live);
  const rules = specList(clean, "http");
  if (rules.every(({ fault }) => fault === undefined)) return clean;
  return { ...clean, spec: { ...clean.spec, http: rules.map((rule) => withoutFields(rule, "fault")) } };
}

/** Whether anything of the run is in the object. */
export function hasRunFault(
  live: Manifest,
  runId: string,
  written: Pick<TouchedObject, "before" | "after">,
): boolean {
  return withoutRunFault(live, runId, written) !== live;
}

type RouteFault = { readonly key: string; readonly fault: unknown };

function routesOf(manifest: Manifest | undefined): readonly RouteFault[] {
  const rules = manifest === undefined ? [] : specList(manifest, "http");
  const keys = listKeys("http", rules);
  return rules.flatMap((rule, index) =>
    rule["fault"] === undefined ? [] : [{ key: keys[index] ?? "", fault: rule["fault"] }],
  );
}

function isIn(routes: readonly RouteFault[], key: string, fault: unknown): boolean {
  return routes.some((one) => one.key === key && isSameJson(one.fault, fault));
}

/** What a fault does, whatever its share: the strengths of one experiment differ in nothing else. */
function shapeOf(fault: unknown): string {
  if (!isRecord(fault)) return "";
  return JSON.stringify(
    ["delay", "abort"].map((part) => {
      const { [part]: value } = fault;
      if (!isRecord(value)) return null;
      const rest = withoutFields(value, "percentage", "percent");
      return Object.entries(rest).toSorted(([left], [right]) => (left < right ? -1 : 1));
    }),
  );
}
