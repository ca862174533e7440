"use client";
import { useTranslations } from "use-intl";
import { CallerHits } from "./caller-hits";
import type { ExperimentDetail } from "./detail";
import { shareText } from "./plan-figures";
import changeClasses from "@/components/changes/changes.module.css";
import { Measure } from "@/components/ui/measure";
import { Section } from "@/components/ui/section";
import { StatusBadge } from "@/components/ui/status-badge";

type Rate = NonNullable<ExperimentDetail["abort"]>;

/** What was asked for against what the proxies did, with the range that so few requests can tell, and for whom. */
export function AchievedPanel({ detail }: { detail: ExperimentDetail }) {
  const t = useTranslations("faults.achieved");
  const { abort, delay, run } = detail;
  const byCaller = run.body.achieved?.byCaller;
  return (
    <Section title={t("title")}>
      <div className={changeClasses.stack}>
        {byCaller === undefined ? (
          <span className={changeClasses.muted}>{t("notYet")}</span>
        ) : (
          <>
            <table className={changeClasses.table} aria-label={t("title")}>
              <thead>
                <tr>
                  <th scope="col">{t("part")}</th>
                  <th scope="col" data-align="end">
                    {t("requested")}
                  </th>
                  <th scope="col" data-align="end">
                    {t("achieved")}
                  </th>
                  <th scope="col" aria-hidden />
                  <th scope="col" data-align="end">
                    {t("range")}
                  </th>
                  <th scope="col" data-align="end">
                    {t("hitOf")}
                  </th>
                  <th scope="col">{t("verdict")}</th>
                </tr>
              </thead>
              <tbody>
                {abort === undefined ? null : <RateRow name={t("abort")} rate={abort} />}
                {delay === undefined ? null : <RateRow name={t("delay")} rate={delay} />}
              </tbody>
            </table>
            <span className={changeClasses.muted}>{t("hint")}</span>
            <CallerHits byCaller={byCaller} />
          </>
        )}
      </div>
    </Section>
  );
}

function RateRow({ name, rate }: { name: string; rate: Rate }) {
  const t = useTranslations("faults.achieved");
  const { requestedShare, achievedShare, range, hit, requests, isAsRequested } = rate;
  return (
    <tr>
      <td>{name}</td>
      <td data-align="end">{shareText(requestedShare)}</td>
      <td data-align="end">{shareText(achievedShare)}</td>
      <td>
        <RateBar rate={rate} />
      </td>
      <td data-align="end">
        {range === undefined ? "—" : `${shareText(range.low)} – ${shareText(range.high)}`}
      </td>
      <td data-align="end">
        <Measure value={Math.round(hit)} unit="count" /> /{" "}
        <Measure value={Math.round(requests)} unit="count" />
      </td>
      <td>
        <StatusBadge
          tone={isAsRequested === undefined ? "unknown" : isAsRequested ? "ok" : "degraded"}
          label={t(
            isAsRequested === undefined
              ? "unknown"
              : isAsRequested
                ? "asRequested"
                : (achievedShare ?? 0) < requestedShare
                  ? "less"
                  : "more",
          )}
        />
      </td>
    </tr>
  );
}

/** Requested as a line, achieved as a bar, its range as whiskers; scaled so that small shares can be seen. */
function RateBar({ rate: { requestedShare, achievedShare, range } }: { rate: Rate }) {
  const top = Math.min(1, Math.max(requestedShare, achievedShare ?? 0, range?.high ?? 0) * 1.25) || 1;
  const at = (share: number) => `${Math.min(100, (share / top) * 100)}%`;
  return (
    <span className={changeClasses.track} aria-hidden>
      <span className={changeClasses.bar} style={{ width: at(achievedShare ?? 0) }} />
      {range === undefined ? null : (
        <span
          className={changeClasses.band}
          style={{ insetInlineStart: at(range.low), width: at(range.high - range.low) }}
        />
      )}
      <span className={changeClasses.aim} style={{ insetInlineStart: at(requestedShare) }} />
    </span>
  );
}
