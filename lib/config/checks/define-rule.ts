import { memoByIdentity } from "@/lib/config/checks/memo";
import type { Inventory, Rule } from "@/lib/config/checks/rule";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";
import { objectKey } from "@/lib/mesh/object-ref";

type Lists<Keys extends readonly string[]> = { readonly [Index in keyof Keys]: readonly Manifest[] };

/**
 * A rule over whole lists, given in the order of `reads`. It is silent while one of them is unknown. `optional` lists
 * only make it run again; it asks the inventory for them.
 */
export function listRule<const Keys extends readonly string[]>(rule: {
  readonly codes: readonly string[];
  readonly reads: Keys;
  readonly optional?: readonly string[];
  readonly readsClock?: true;
  /** Says a thing of an object once, in however many places it is so. */
  readonly saysOnce?: true;
  readonly check: (lists: Lists<Keys>, inventory: Inventory) => readonly Finding[];
}): Rule {
  const { reads, optional = [], check, saysOnce, ...rest } = rule;
  return {
    ...rest,
    reads: [...reads, ...optional],
    check: (inventory) => {
      const lists = reads.map((key) => inventory.objects[key]);
      if (lists.some((list) => list === undefined)) return [];
      const findings = check(lists as unknown as Lists<Keys>, inventory);
      return saysOnce === true ? saidOnce(findings) : findings;
    },
  };
}

/** A rule that looks at one object at a time, so that objects that stayed are not looked at again. */
export function objectRule(rule: {
  readonly codes: readonly string[];
  /** Kinds of the objects; those that are unknown are left out. */
  readonly reads: readonly string[];
  /** Which of a list's objects it looks at; all of them when absent. */
  readonly among?: (manifests: readonly Manifest[]) => readonly Manifest[];
  /** Says a thing of an object once, in however many places it is so. */
  readonly saysOnce?: true;
  readonly fix?: Rule["fix"];
  readonly check: (manifest: Manifest) => readonly Finding[];
}): Rule {
  const check = memoByIdentity((manifest: Manifest) =>
    rule.saysOnce === true ? saidOnce(rule.check(manifest)) : rule.check(manifest),
  );
  return {
    codes: rule.codes,
    reads: rule.reads,
    ...(rule.fix === undefined ? {} : { fix: rule.fix }),
    check: ({ objects }) => {
      const findings: Finding[] = [];
      for (const key of rule.reads) {
        const manifests = objects[key] ?? [];
        for (const manifest of rule.among?.(manifests) ?? manifests) findings.push(...check(manifest));
      }
      return findings;
    },
  };
}

function saidOnce(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ code, object, params }) => {
    const key = [code, objectKey(object), ...Object.values(params)].join("|");
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}
