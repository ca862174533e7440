"use client";
import { useTranslations } from "use-intl";
import classes from "./graph.module.css";
import { Measure } from "@/components/ui/measure";
import type { MeasureUnit } from "@/lib/format/measure";
import type { ReportedTraffic } from "@/lib/graph/edge-traffic";
import type { GraphEdge } from "@/lib/graph/model";

type Row = {
  readonly id: string;
  readonly unit: MeasureUnit;
  readonly value: (report: ReportedTraffic) => number | undefined;
};

const requestRows: readonly Row[] = [
  { id: "rate", unit: "rps", value: (report) => report.requestsPerSecond },
  {
    id: "errors",
    unit: "ratio",
    value: (report) =>
      report.requestsPerSecond > 0 ? report.errorsPerSecond / report.requestsPerSecond : undefined,
  },
  { id: "p50", unit: "ms", value: (report) => report.latencyMsP50 },
  { id: "p95", unit: "ms", value: (report) => report.latencyMsP95 },
  { id: "p99", unit: "ms", value: (report) => report.latencyMsP99 },
];

const tcpRows: readonly Row[] = [
  { id: "sent", unit: "bps", value: (report) => report.sentBytesPerSecond },
  { id: "received", unit: "bps", value: (report) => report.receivedBytesPerSecond },
  { id: "opened", unit: "rps", value: (report) => report.connectionsPerSecond },
];

/** What each end of an edge counted, side by side: where they differ, something between them is the reason. */
export function ReporterTable({ edge }: { edge: GraphEdge }) {
  const t = useTranslations("graph");
  const order = { source: 0, waypoint: 1, destination: 2 } as const;
  const reports = [...edge.reports].sort((a, b) => order[a.reporter] - order[b.reporter]);
  const base = edge.protocol === "tcp" ? tcpRows : requestRows;
  const classRows = ["2xx", "3xx", "4xx", "5xx", "none", "grpc-error"]
    .filter((name) => reports.some((report) => (report.byClass[name] ?? 0) > 0))
    .map((name): Row => ({ id: name, unit: "rps", value: (report) => report.byClass[name] ?? 0 }));
  const flagRows = [...new Set(reports.flatMap((report) => Object.keys(report.byFlag)))]
    .sort()
    .map((name): Row => ({ id: name, unit: "rps", value: (report) => report.byFlag[name] ?? 0 }));
  const label = (row: Row): string => {
    if (flagRows.includes(row)) return t("reporter.flag", { flag: row.id });
    return classRows.includes(row) ? t(`class.${row.id}`) : t(`reporter.${row.id}`);
  };
  return (
    <table className={classes.reporters}>
      <caption className="hd-visually-hidden">{t("panel.reporters")}</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="hd-visually-hidden">{t("panel.figure")}</span>
          </th>
          {reports.map((report) => (
            <th key={report.reporter} scope="col">
              {t(`reporter.${report.reporter}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[...base, ...(edge.protocol === "tcp" ? [] : classRows), ...flagRows].map((row) => (
          <tr key={row.id}>
            <th scope="row">{label(row)}</th>
            {reports.map((report) => (
              <td key={report.reporter}>
                {report.latencyBound === "upper" && row.unit === "ms" && row.value(report) !== undefined ? (
                  <span title={t("panel.upper")}>≤ </span>
                ) : null}
                <Measure value={row.value(report)} unit={row.unit} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
