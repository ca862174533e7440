"use client";
import {
  parseAsArrayOf,
  parseAsBoolean,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from "nuqs";
import {
  changeKinds,
  changeSeverities,
  type ChangeKind,
  type ChangeSeverity,
} from "@/lib/proxies/diff/change";
import { targetFromText, textFromTarget, type DumpTarget } from "@/lib/proxies/dump-target";
import { dumpSections, type DumpSection } from "@/lib/proxies/dump/entry";

export const pageSize = 100;

const parsers = {
  left: parseAsString.withDefault(""),
  right: parseAsString.withDefault(""),
  section: parseAsStringLiteral(dumpSections),
  kind: parseAsStringLiteral(changeKinds),
  severity: parseAsStringLiteral(changeSeverities),
  q: parseAsString.withDefault(""),
  expected: parseAsBoolean.withDefault(false),
  offset: parseAsInteger.withDefault(0),
  /** `namespace/workload` whose pods are compared. */
  fleet: parseAsString.withDefault(""),
  /** Whether all groups are folded, and the groups that are not as the others. */
  folded: parseAsBoolean.withDefault(false),
  groups: parseAsArrayOf(parseAsString).withDefault([]),
  /** What is open of which change: `values` or `places`, a colon and its id. */
  open: parseAsArrayOf(parseAsString).withDefault([]),
};

/** What the page asks the server. */
export type DiffQuery = {
  readonly left: DumpTarget;
  readonly right: DumpTarget;
  readonly text: string;
  readonly withExpected: boolean;
  readonly section?: DumpSection;
  readonly kind?: ChangeKind;
  readonly severity?: ChangeSeverity;
  readonly offset: number;
  readonly limit: number;
};

/** The comparison that the address names, with its filters. */
export function useDiffView() {
  const [view, setView] = useQueryStates(parsers);
  const target = (text: string) => (text === "" ? undefined : targetFromText(text));
  const setSide = (side: "left" | "right", next: DumpTarget) =>
    void setView({ [side]: textFromTarget(next), offset: null, open: null, groups: null });
  const toggle = (list: "groups" | "open", text: string) => {
    const known = view[list];
    const next = known.includes(text) ? known.filter((each) => each !== text) : [...known, text];
    void setView({ [list]: next.length === 0 ? null : next });
  };
  const wrong = [view.left, view.right].filter((text) => text !== "" && target(text) === undefined);
  return { view, setView, wrong, left: target(view.left), right: target(view.right), setSide, toggle };
}
export type DiffView = ReturnType<typeof useDiffView>;
