"use client";
import { useLocale, useTranslations } from "use-intl";
import changes from "@/components/changes/changes.module.css";
import { formatTime } from "@/lib/format/duration";
import type { DelegatedRollout } from "@/lib/delivery/delegated";

/** What a person has to know before anything else: what it waits for, and where its word can't be trusted. */
export function DelegatedNotices({ rollout, nowMs }: { rollout: DelegatedRollout; nowMs: number }) {
  const t = useTranslations("delivery.delegated");
  const locale = useLocale();
  const { waits, stale, weight, unread, system, message } = rollout;
  const { routePercent, statusPercent, missing, differs } = weight;
  return (
    <>
      {stale ? <p className={changes.notice}>{t("notice.stale")}</p> : null}
      {differs && routePercent !== undefined && statusPercent !== undefined ? (
        <p className={changes.notice}>
          {t("notice.differs", {
            route: Math.round(routePercent),
            status: Math.round(statusPercent),
            isHabit: String(system === "flagger" && rollout.phase === "WaitingPromotion"),
          })}
        </p>
      ) : null}
      {missing === "route_not_found" || missing === "route_unknown" || missing === "routes_disagree" ? (
        <p className={changes.notice}>{t(`weight.missing.${missing}`)}</p>
      ) : null}
      {waits.map(({ kind, name = "", untilMs }) => (
        <p key={`${kind}${name}`} className={changes.notice}>
          {t(`wait.${kind}`, {
            name,
            time: untilMs === undefined ? "" : formatTime(untilMs, locale, nowMs),
          })}
        </p>
      ))}
      {rollout.state === "aborted" || rollout.state === "failed" ? (
        <p className={changes.notice} data-tone="stop">
          {t(`notice.${rollout.state}`, { message: message ?? "" })}
        </p>
      ) : null}
      {unread.length === 0 ? null : (
        <p className={changes.notice}>{t("notice.unread", { fields: unread.join(", ") })}</p>
      )}
    </>
  );
}
