import { ConsoleError, messageOf } from "@/lib/errors";
import { phrase } from "@/lib/phrase";
import type { Sourced } from "@/lib/evidence";
import type { ConfigChange } from "@/lib/proxies/diff/change";
import { toCsv } from "@/lib/table/export";
import { Gathering } from "@/server/operations/gathering";
import { compareTargets, type Comparison } from "@/server/operations/proxies/diff/compare";
import { runInTurns } from "@/server/operations/run-in-turns";
import type { DiffExportInput } from "@/server/operations/proxies/diff/input";
import type { OperationContext } from "@/server/ports";

/** Of two dumps that share nothing every value would be both dumps once more. */
const maxValueLetters = 32 * 1_048_576;
/** More does not fit into a cell of a spreadsheet. */
const maxCellLetters = 32_767;

/** The whole comparison as text for a file. Throws not_found when a side cannot be read. */
export async function exportDiff(
  ctx: OperationContext,
  { format, ...pair }: DiffExportInput,
): Promise<Sourced<{ readonly text: string }>> {
  const gathering = new Gathering();
  const comparison = await compareTargets(ctx, pair, gathering);
  if (comparison.diff === undefined) {
    const first = gathering.warnings[0];
    throw new ConsoleError("not_found", phrase("nothing_to_export"), {
      hint: first === undefined ? phrase("look_at_warnings") : messageOf(first),
    });
  }
  const rows = await runInTurns(exportRows(comparison.diff.changes));
  return gathering.answer({ text: format === "csv" ? csvText(rows) : await jsonText(comparison, rows) });
}

/** A change with its values as JSON text; `isCut` where there was no more room for them. */
type Row = {
  readonly change: ConfigChange;
  readonly before?: string;
  readonly after?: string;
  readonly isCut: boolean;
};

function* exportRows(changes: readonly ConfigChange[]): Generator<undefined, readonly Row[], undefined> {
  const rows: Row[] = [];
  let letters = 0;
  for (const change of changes) {
    const isCut = letters > maxValueLetters;
    const values = isCut ? [] : [change.before, change.after].map((value) => JSON.stringify(value));
    const [before, after] = values;
    letters += (before?.length ?? 0) + (after?.length ?? 0);
    rows.push({
      change,
      isCut,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    });
    yield undefined;
  }
  return rows;
}

/** What of a change is no value: those are read when asked for. */
function headOf(change: ConfigChange) {
  const { id, kind, section, resource, state, pathText, severity, expected, cause, from, to } = change;
  return { id, kind, section, resource, state, pathText, severity, expected, cause, from, to };
}

async function jsonText({ left, right, diff }: Comparison, rows: readonly Row[]): Promise<string> {
  if (diff === undefined) return "";
  const { sections, omissions, meaningHash } = diff;
  const cut = rows.filter(({ isCut }) => isCut).length;
  const proof = {
    left: left?.shown,
    right: right?.shown,
    sections,
    omissions,
    meaningHash,
    ...(cut === 0 ? {} : { changesWithoutValues: cut }),
  };
  const lines = await runInTurns(changeLines(rows));
  const head = JSON.stringify(proof, null, 2).slice(0, -2);
  return `${head},\n  "changes": [${lines.length === 0 ? "" : `\n${lines.join(",\n")}\n  `}]\n}\n`;
}

function* changeLines(rows: readonly Row[]): Generator<undefined, readonly string[], undefined> {
  const lines: string[] = [];
  for (const { change, before, after } of rows) {
    const values = [
      ...(before === undefined ? [] : [`"before":${before}`]),
      ...(after === undefined ? [] : [`"after":${after}`]),
    ];
    lines.push(`    ${[JSON.stringify(headOf(change)).slice(0, -1), ...values].join(",")}}`);
    yield undefined;
  }
  return lines;
}

function csvText(rows: readonly Row[]): string {
  const cell = (text: string | undefined, isCut: boolean) =>
    text === undefined ? (isCut ? "…" : undefined) : cutTo(text, maxCellLetters);
  const column = (header: string, value: (change: ConfigChange) => string | number | undefined) => ({
    header,
    value: ({ change }: Row) => value(change),
  });
  return toCsv(rows, [
    column("kind", ({ kind }) => kind),
    column("section", ({ section }) => section),
    column("resource", ({ resource }) => resource),
    column("state", ({ state }) => state),
    column("path", ({ pathText }) => pathText),
    { header: "before", value: ({ before, isCut }: Row) => cell(before, isCut) },
    { header: "after", value: ({ after, isCut }: Row) => cell(after, isCut) },
    column("from", ({ from }) => from),
    column("to", ({ to }) => to),
    column("severity", ({ severity }) => severity),
    column("expected", ({ expected }) => expected),
    column("cause_kind", ({ cause }) => cause?.kind),
    column("cause_namespace", ({ cause }) => cause?.namespace),
    column("cause_name", ({ cause }) => cause?.name),
    column("cause_confidence", ({ cause }) => cause?.confidence),
    column("cause_reason", ({ cause }) => cause?.reason),
  ]);
}

function cutTo(text: string, letters: number): string {
  return text.length <= letters ? text : `${text.slice(0, letters - 1)}…`;
}
