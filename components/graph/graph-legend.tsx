"use client";
import { useTranslations } from "use-intl";
import { badgeCodes, badgeLetter } from "./badge-letter";
import classes from "./graph.module.css";
import { StatusBadge } from "@/components/ui/status-badge";
import type { HealthStatus } from "@/lib/health/model";

const statuses: readonly HealthStatus[] = ["ok", "degraded", "failing", "idle", "unknown"];

const shapes = {
  gateway: "M21 10 17 3H9L5 10l4 7h8Z",
  service: "M13 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14Z",
  workload: "M6 3h14v14H6Z",
  version: "M10 3h6l4 4v6l-4 4h-6l-4-4V7Z",
  external: "M13 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14Z",
  unknown: "M13 2l8 8-8 8-8-8Z",
} as const;

const protocols = { http: "", grpc: "9 4", tcp: "2 4" } as const;
const warningCodes = new Set(["no-sidecar", "gone", "no-workload", "fault", "passthrough"]);
const errorCodes = new Set(["no-pods", "blackhole"]);

/** What shapes, lines, signs and letters mean. Closed until it is asked for. */
export function GraphLegend() {
  const t = useTranslations("graph");
  const common = useTranslations("common");
  return (
    <details className={classes.legend}>
      <summary>{t("legend.title")}</summary>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
      <div className={classes.legendBody} role="group" tabIndex={0} aria-label={t("legend.title")}>
        <div className={classes.legendTitle}>{t("legend.nodes")}</div>
        {Object.entries(shapes).map(([kind, path]) => (
          <div key={kind} className={classes.legendItem}>
            <svg
              className={classes.sign}
              viewBox="0 0 26 20"
              fill="none"
              stroke="var(--hd-text-muted)"
              aria-hidden
            >
              <path
                d={path}
                strokeWidth={1.5}
                strokeDasharray={kind === "external" || kind === "unknown" ? "3 2" : ""}
              />
            </svg>
            {t(`kind.${kind}`)}
          </div>
        ))}
        <div className={classes.legendTitle}>{t("legend.status")}</div>
        {statuses.map((status) => (
          <div key={status} className={classes.legendItem}>
            <StatusBadge tone={status} label={common(`health.${status}`)} />
          </div>
        ))}
        <div className={classes.legendTitle}>{t("legend.edges")}</div>
        {Object.entries(protocols).map(([protocol, dash]) => (
          <div key={protocol} className={classes.legendItem}>
            <svg className={classes.sign} viewBox="0 0 26 20" aria-hidden>
              <path
                d="M1 10H25"
                strokeWidth={2}
                strokeDasharray={dash}
                stroke={protocol === "tcp" ? "var(--hd-series-2)" : "var(--hd-border-strong)"}
              />
            </svg>
            {t(`protocol.${protocol}`)}
          </div>
        ))}
        <div className={classes.legendItem}>{t("legend.width")}</div>
        <div className={classes.legendItem}>{t("legend.lock")}</div>
        <div className={classes.legendTitle}>{t("legend.marks")}</div>
        {badgeCodes.map((code) => (
          <div key={code} className={classes.legendItem}>
            <span
              className={classes.letter}
              data-severity={errorCodes.has(code) ? "error" : warningCodes.has(code) ? "warning" : "info"}
              aria-hidden
            >
              {badgeLetter(code)}
            </span>
            {t(`badge.${code}`)}
          </div>
        ))}
        <div className={classes.legendTitle}>{t("legend.keys")}</div>
        <div className={classes.legendItem} style={{ gridColumn: "1 / -1" }}>
          {t("canvas.help")}
        </div>
      </div>
    </details>
  );
}
