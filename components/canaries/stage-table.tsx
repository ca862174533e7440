"use client";
import { useTranslations } from "use-intl";
import classes from "./canaries.module.css";
import { decisionOf } from "./decision-words";
import { useDurationWords } from "./use-duration-words";
import { useStageName } from "./use-stage-name";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import changeClasses from "@/components/changes/changes.module.css";
import { StatusBadge } from "@/components/ui/status-badge";
import { stageName } from "@/lib/canaries/stage-name";
import { formatMeasure } from "@/lib/format/measure";

export type CanaryPreview = RouterOutputs["canaries"]["preview"]["data"];
type Stage = CanaryPreview["stages"][number];

type Props = {
  readonly stages: readonly Stage[];
  /** The canary's rate is then at most what its weight makes of the whole. */
  readonly hasConditions: boolean;
  /** Without the rate of the stable version: beside a form there is no room for it. */
  readonly isNarrow?: boolean;
};

/** Each stage with what the canary gets of the requests, and how long it takes to know. */
export function StageTable({ stages, hasConditions, isNarrow = false }: Props) {
  const t = useTranslations("canaries");
  const duration = useDurationWords();
  const nameOf = useStageName();
  const shown = isNarrow ? stages.filter(({ stage }) => stage.kind !== "promote") : stages;
  return (
    <div className={classes.tableScroll} tabIndex={0} role="group" aria-label={t("stages.title")}>
      <table className={changeClasses.table}>
        <caption className="hd-visually-hidden">{t("stages.title")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("stages.stage")}</th>
            <th scope="col" data-align="end">
              {t("stages.canary")}
            </th>
            {isNarrow ? null : (
              <th scope="col" data-align="end">
                {t("stages.stable")}
              </th>
            )}
            {isNarrow ? null : (
              <th scope="col" data-align="end">
                {t("stages.atLeast")}
              </th>
            )}
            <th scope="col">{t("stages.decision")}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={stageName(row.stage)}>
              <th scope="row">{nameOf(row.stage, row.weightPercent)}</th>
              <td data-align="end">
                {hasConditions && row.canaryRequestsPerSecond !== undefined ? "≤ " : ""}
                {formatMeasure(row.canaryRequestsPerSecond, "rps")}
              </td>
              {isNarrow ? null : (
                <td data-align="end">{formatMeasure(row.stableRequestsPerSecond, "rps")}</td>
              )}
              {isNarrow ? null : (
                <td data-align="end">{row.stage.kind === "promote" ? "" : duration(row.minMs)}</td>
              )}
              <td>
                <Decision row={row} isNarrow={isNarrow} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Decision({ row, isNarrow }: { row: Stage; isNarrow: boolean }) {
  const t = useTranslations("canaries");
  const duration = useDurationWords();
  const decision = decisionOf(row);
  const { kind, advanceMs, promoteMs, rollbackMsAt2, rollbackMsAt5 } = decision;
  if (kind === "none") {
    const stage = row.stage.kind === "mirror" ? "mirror" : "promote";
    return <span className={classes.muted}>{t(`stages.decides.${stage}`)}</span>;
  }
  if (kind === "unknown") return <StatusBadge tone="unknown" label={t("stages.unknown")} />;
  const stopMs = rollbackMsAt2 ?? rollbackMsAt5;
  const stopKey = rollbackMsAt2 === undefined ? "stages.rollback5" : "stages.rollback2";
  return (
    <ul className={classes.decision}>
      {kind === "decides" ? null : (
        <li>
          <StatusBadge tone="degraded" label={t(isNarrow ? `stages.${kind}Short` : `stages.${kind}`)} />
        </li>
      )}
      {stopMs === undefined ? null : <li>{t(stopKey, { time: duration(stopMs) })}</li>}
      {isNarrow || stopMs === rollbackMsAt5 || rollbackMsAt5 === undefined ? null : (
        <li>{t("stages.rollback5", { time: duration(rollbackMsAt5) })}</li>
      )}
      {promoteMs === undefined ? null : <li>{t("stages.promote", { time: duration(promoteMs) })}</li>}
      {isNarrow || advanceMs === undefined ? null : (
        <li className={classes.muted}>{t("stages.advance", { time: duration(advanceMs) })}</li>
      )}
    </ul>
  );
}
