"use client";
import { useTranslations } from "use-intl";
import classes from "./changes.module.css";
import { Measure } from "@/components/ui/measure";
import { StatusBadge } from "@/components/ui/status-badge";
import type { ObservedShare } from "@/lib/changes/verification";

/** Intended and measured share of each version; the whiskers are what so few requests can tell. */
export function ShareTable({ shares }: { shares: readonly ObservedShare[] }) {
  const t = useTranslations("changes");
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{t("verify.version")}</th>
          <th scope="col" data-align="end">
            {t("verify.intended")}
          </th>
          <th scope="col" data-align="end">
            {t("verify.observed")}
          </th>
          <th scope="col" aria-hidden />
          <th scope="col" data-align="end">
            {t("verify.range")}
          </th>
          <th scope="col" data-align="end">
            {t("verify.requests")}
          </th>
          <th scope="col">{t("verify.state")}</th>
        </tr>
      </thead>
      <tbody>
        {shares.map((share) => (
          <ShareRow key={share.name} share={share} />
        ))}
      </tbody>
    </table>
  );
}

function ShareRow({ share }: { share: ObservedShare }) {
  const t = useTranslations("changes");
  const { name, intendedPercent, observedPercent, lowPercent, highPercent, requests } = share;
  const isWithin =
    lowPercent === undefined || highPercent === undefined
      ? undefined
      : intendedPercent !== undefined && intendedPercent >= lowPercent && intendedPercent <= highPercent;
  return (
    <tr>
      <td>{name}</td>
      <td data-align="end">
        <Measure value={intendedPercent ?? 0} unit="percent" />
      </td>
      <td data-align="end">
        <Measure value={observedPercent} unit="percent" />
      </td>
      <td>
        <span className={classes.track} aria-hidden>
          <span className={classes.bar} style={{ width: `${observedPercent ?? 0}%` }} />
          {lowPercent === undefined || highPercent === undefined ? null : (
            <span
              className={classes.band}
              style={{ insetInlineStart: `${lowPercent}%`, width: `${highPercent - lowPercent}%` }}
            />
          )}
          <span className={classes.aim} style={{ insetInlineStart: `${intendedPercent ?? 0}%` }} />
        </span>
      </td>
      <td data-align="end">
        {lowPercent === undefined || highPercent === undefined
          ? "—"
          : `${lowPercent.toFixed(1)}–${highPercent.toFixed(1)}`}
      </td>
      <td data-align="end">
        <Measure value={requests} unit="count" />
      </td>
      <td>
        {isWithin === undefined ? null : (
          <StatusBadge
            tone={isWithin ? "ok" : "degraded"}
            label={t(isWithin ? "verify.within" : "verify.outside")}
          />
        )}
      </td>
    </tr>
  );
}
