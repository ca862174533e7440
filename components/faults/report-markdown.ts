import { formatCondition } from "./condition-figure";
import type { ExperimentDetail } from "./detail";
import { shareText } from "./plan-figures";
import type { ExperimentCondition, ExperimentPlan } from "@/lib/faults/experiment-plan";

/** The words of a report; `label` takes a key of `faults.markdown`. */
export type ReportWords = {
  readonly label: (key: string) => string;
  readonly code: (group: string, code: string, values?: Readonly<Record<string, string>>) => string;
  readonly fault: (fault: ExperimentPlan["fault"]) => string;
  readonly condition: (condition: ExperimentCondition) => string;
};

type Detail = Pick<ExperimentDetail, "run" | "events" | "report">;

/** The report as Markdown, times in UTC so that everybody reads the same; "" before the run has ended. */
export function reportMarkdown({ run, events, report }: Detail, words: ReportWords): string {
  if (report === undefined) return "";
  const { label } = words;
  return [
    `# ${cell(run.title)}`,
    `> ${report.hypothesis.replaceAll("\n", "\n> ")}`,
    `**${label(`verdict_${report.verdict}`)}** ${words.code("because", report.because)}`,
    factList(run, report, words),
    `## ${label("conditions")}`,
    conditionTable(report, words),
    `## ${label("achieved")}`,
    rateTable(report, words),
    `## ${label("callers")}`,
    callerTable(report, words),
    `## ${label("timeline")}`,
    events.map((event) => eventLine(event, words)).join("\n"),
    `## ${label("proof")}`,
    proofTable(report, words),
    `## ${label("conclusion")}`,
    report.conclusion === undefined
      ? "—"
      : `${report.conclusion.text}\n\n${report.conclusion.actor}, ${timeText(report.conclusion.atMs)}`,
    "",
  ].join("\n\n");
}

type Report = NonNullable<ExperimentDetail["report"]>;

function timeText(atMs: number | undefined): string {
  return atMs === undefined ? "—" : new Date(atMs).toISOString();
}

function factList(run: Detail["run"], report: Report, { label, code, fault }: ReportWords): string {
  const rows: readonly (readonly [string, string])[] = [
    ["run", `\`${run.id}\``],
    ["fault", fault(run.body.plan.fault)],
    ["started", `${timeText(run.startedAtMs)}, ${report.startedBy}`],
    ["reason", report.reason],
    ["ended", timeText(run.endedAtMs)],
    [
      "ending",
      report.ending === undefined ? "—" : code("ending", report.ending, { actor: report.endedBy ?? "" }),
    ],
    ["approval", report.approvedBy ?? "—"],
  ];
  return rows.map(([key, value]) => `- ${label(key)}: ${cell(value)}`).join("\n");
}

function conditionTable({ conditions }: Report, { label, condition: wordsOf }: ReportWords): string {
  return table(
    ["condition", "before", "during", "worst", "after", "broken"].map(label),
    conditions.map(({ condition, before, during, worst, after, broken, looks }) => [
      wordsOf(condition),
      ...[before, during, worst, after].map((value) => formatCondition(condition, value)),
      `${broken} / ${looks}`,
    ]),
  );
}

function rateTable({ abort, delay }: Report, { label }: ReportWords): string {
  const rates = [
    ...(abort === undefined ? [] : [[label("abort"), abort] as const]),
    ...(delay === undefined ? [] : [[label("delay"), delay] as const]),
  ];
  return table(
    ["part", "requested", "achievedShare", "range", "hit"].map(label),
    rates.map(([name, { requestedShare, achievedShare, range, hit, requests }]) => [
      name,
      shareText(requestedShare),
      shareText(achievedShare),
      range === undefined ? "—" : `${shareText(range.low)} – ${shareText(range.high)}`,
      `${Math.round(hit)} / ${Math.round(requests)}`,
    ]),
  );
}

function callerTable({ callers }: Report, { label }: ReportWords): string {
  return table(
    ["caller", "hit", "share"].map(label),
    callers.map(({ namespace, workload, requests, hit, share }) => [
      `${namespace}/${workload}`,
      `${Math.round(hit)} / ${Math.round(requests)}`,
      shareText(share),
    ]),
  );
}

function proofTable({ proof }: Report, { label }: ReportWords): string {
  return table(
    ["object", "read", "hashBefore", "hashNow", "clean"].map(label),
    proof.map(({ object, readAtMs, hashBefore, hashNow, isClean }) => [
      `${object.kind} ${object.namespace}/${object.name}`,
      timeText(readAtMs),
      `\`${hashBefore}\``,
      `\`${hashNow}\``,
      label(isClean ? "yes" : "no"),
    ]),
  );
}

function eventLine({ atMs, kind, actor, data }: Detail["events"][number], { code }: ReportWords): string {
  const { reason, outcome } = data;
  const text =
    kind === "ending" && typeof reason === "string"
      ? code("ending", reason, { actor })
      : kind === "ended" && typeof outcome === "string"
        ? code("events.outcome", outcome)
        : code("events.short", kind);
  return `- ${timeText(atMs)} ${text} (${actor})`;
}

/** A text within one cell: a pipe or a line break would end it. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "—";
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
