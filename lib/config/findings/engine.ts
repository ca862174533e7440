import { steadyObjects } from "./steady-objects";
import { withoutRepeats } from "./without-repeats";
import type { Inventory, Rule } from "@/lib/config/checks/rule";
import type { Finding } from "@/lib/config/finding";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

type Run = { readonly inventory: Inventory; readonly findings: readonly Finding[] };

export type FindingEngine = {
  /**
   * What every rule says now; the same list as before when nothing changed. Only rules that read a changed list or
   * fact, or the clock, run again.
   */
  readonly update: (inventory: Inventory) => readonly Finding[];
};

/** Keeps what rules said of a mesh from one look at it to the next. */
export function createFindingEngine(rules: readonly Rule[]): FindingEngine {
  const runs = new Map<Rule, Run>();
  let objects: MeshObjects = {};
  let all: readonly Finding[] | undefined;

  function rerun(rule: Rule, inventory: Inventory): boolean {
    const last = runs.get(rule);
    if (last !== undefined && !isTouched(rule, last.inventory, inventory)) return false;
    const findings = rule.check(inventory);
    runs.set(rule, { inventory, findings });
    return last === undefined || last.findings.length > 0 || findings.length > 0;
  }

  return {
    update(given) {
      objects = steadyObjects(objects, given.objects);
      const inventory = { ...given, objects };
      const changed = rules.filter((rule) => rerun(rule, inventory));
      if (all === undefined || changed.length > 0) {
        all = withoutRepeats(rules.flatMap((rule) => runs.get(rule)?.findings ?? []));
      }
      return all;
    },
  };
}

function isTouched(rule: Rule, before: Inventory, now: Inventory): boolean {
  if (rule.readsClock === true && before.nowMs !== now.nowMs) return true;
  return (
    rule.reads.some((key) => before.objects[key] !== now.objects[key]) ||
    (rule.facts ?? []).some((fact) => before.facts[fact] !== now.facts[fact])
  );
}
