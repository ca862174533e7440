"use client";
import { parseAsBoolean, parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
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
    void setView({ [side]: textFromTarget(next), offset: null });
  const wrong = [view.left, view.right].filter((text) => text !== "" && target(text) === undefined);
  return { view, setView, wrong, left: target(view.left), right: target(view.right), setSide };
}
export type DiffView = ReturnType<typeof useDiffView>;
