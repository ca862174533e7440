import type { Sourced } from "@/lib/evidence";
import { changeKinds, changeSeverities, type ConfigChange } from "@/lib/proxies/diff/change";
import { foldChanges, type Fold } from "@/lib/proxies/diff/fold";
import type { ConfigDiff } from "@/lib/proxies/diff/result";
import { Gathering } from "@/server/operations/gathering";
import type { CauseGroup, DiffRead } from "@/server/operations/proxies/diff/answer";
import { compareTargets, type Comparison } from "@/server/operations/proxies/diff/compare";
import type { DiffFilter, DiffInput } from "@/server/operations/proxies/diff/input";
import { causeKey, shownCause, shownFold } from "@/server/operations/proxies/diff/shown";
import type { OperationContext } from "@/server/ports";

/** What differs between two configurations: proof, tallies, and one page of changes in groups by their cause. */
export async function readDiff(ctx: OperationContext, input: DiffInput): Promise<Sourced<DiffRead>> {
  const gathering = new Gathering();
  const comparison = await compareTargets(ctx, input, gathering);
  const { left, right, diff } = comparison;
  const sides = {
    ...(left === undefined ? {} : { left: left.shown }),
    ...(right === undefined ? {} : { right: right.shown }),
  };
  if (diff === undefined) return gathering.answer({ ...sides, matching: 0, lines: 0, groups: [] });
  const { matching, folds } = linesOf(diff, input);
  const end = input.offset + input.limit;
  return gathering.answer({
    ...sides,
    summary: summaryOf(diff),
    matching: matching.length,
    lines: folds.length,
    groups: groupsOf(matching, folds.slice(input.offset, end), comparison),
    ...(end < folds.length ? { nextOffset: end } : {}),
  });
}

/** The changes that pass the filters, and the lines that they make, in the order of the page. */
export function linesOf(
  diff: ConfigDiff,
  filter: DiffFilter,
): { readonly matching: readonly ConfigChange[]; readonly folds: readonly Fold[] } {
  const matching = inOrder(diff.changes.filter((change) => passes(change, filter)));
  return { matching, folds: foldChanges(matching) };
}

function passes(change: ConfigChange, input: DiffFilter): boolean {
  if (!input.withExpected && change.expected !== undefined) return false;
  if (input.section !== undefined && change.section !== input.section) return false;
  if (input.kind !== undefined && change.kind !== input.kind) return false;
  if (input.severity !== undefined && change.severity !== input.severity) return false;
  const wanted = input.text.trim().toLowerCase();
  if (wanted === "") return true;
  const { cause, resource, pathText } = change;
  const words = [resource, pathText, cause?.kind ?? "", cause?.namespace ?? "", cause?.name ?? ""];
  return words.join(" ").toLowerCase().includes(wanted);
}

/** Groups with the gravest changes first, those of unknown cause last; the same on every page. */
function inOrder(changes: readonly ConfigChange[]): readonly ConfigChange[] {
  const worst = new Map<string, number>();
  for (const { cause, severity } of changes) {
    const key = causeKey(cause);
    worst.set(key, Math.min(worst.get(key) ?? changeSeverities.length, changeSeverities.indexOf(severity)));
  }
  const rank = (change: ConfigChange): readonly [number, string, number, string] => {
    const key = causeKey(change.cause);
    const grave = key === "" ? changeSeverities.length : (worst.get(key) ?? 0);
    return [
      grave,
      key,
      changeSeverities.indexOf(change.severity),
      `${change.section} ${change.resource} ${change.pathText}`,
    ];
  };
  return changes
    .map((change) => ({ change, rank: rank(change) }))
    .toSorted((a, b) => compareRanks(a.rank, b.rank))
    .map(({ change }) => change);
}

function compareRanks(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  const [x, y] = [a[at], b[at]];
  return x === undefined || y === undefined ? 0 : x < y ? -1 : 1;
}

function groupsOf(
  matching: readonly ConfigChange[],
  page: readonly Fold[],
  { facts }: Comparison,
): readonly CauseGroup[] {
  const counts = new Map<string, number>();
  for (const { cause } of matching) counts.set(causeKey(cause), (counts.get(causeKey(cause)) ?? 0) + 1);
  const groups = new Map<string, Fold[]>();
  for (const fold of page) {
    const key = causeKey(fold.first.cause);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [fold]);
    else group.push(fold);
  }
  return [...groups].map(([key, folds]) => {
    const cause = folds[0]?.first.cause;
    return {
      key,
      count: counts.get(key) ?? 0,
      changes: folds.map(shownFold),
      ...(cause === undefined ? {} : { cause: shownCause(cause, facts) }),
    };
  });
}

function summaryOf(diff: ConfigDiff): NonNullable<DiffRead["summary"]> {
  const real = diff.changes.filter(({ expected }) => expected === undefined);
  const count = (test: (change: ConfigChange) => boolean) => real.filter(test).length;
  const bySection: Partial<Record<ConfigChange["section"], number>> = {};
  for (const { section } of real) bySection[section] = (bySection[section] ?? 0) + 1;
  const kinds = changeKinds.map((kind) => [kind, count((change) => change.kind === kind)]);
  const severities = changeSeverities.map((severity) => [
    severity,
    count((change) => change.severity === severity),
  ]);
  return {
    isIdentical: diff.changes.length === 0,
    changes: real.length,
    expected: diff.changes.length - real.length,
    resources: new Set(real.map(({ section, resource }) => `${section} ${resource}`)).size,
    sections: diff.sections,
    omissions: diff.omissions,
    meaningHash: diff.meaningHash,
    bySection,
    // The lists are of all kinds and severities, so the records have all their keys.
    byKind: Object.fromEntries(kinds) as Record<ConfigChange["kind"], number>,
    bySeverity: Object.fromEntries(severities) as Record<ConfigChange["severity"], number>,
  };
}
