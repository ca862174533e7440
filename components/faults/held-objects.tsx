"use client";
import { useLocale, useTranslations } from "use-intl";
import type { ExperimentDetail } from "./detail";
import changeClasses from "@/components/changes/changes.module.css";
import { useViewHref } from "@/components/query/use-view-href";
import { objectPath } from "@/components/routing/wizard/object-facts";
import { Link } from "@/components/ui/link";
import { Section } from "@/components/ui/section";
import { StatusBadge } from "@/components/ui/status-badge";
import { formatTime } from "@/lib/format/duration";
import { objectKey, printObjectRef } from "@/lib/mesh/object-ref";

const tones = {
  held: "degraded",
  free: "ok",
  foreign: "failing",
  absent: "idle",
  unknown: "unknown",
} as const;

/** What the cluster says of the objects that the run wrote, read just now. */
export function HeldObjects({ detail }: { detail: ExperimentDetail }) {
  const t = useTranslations("faults.objects");
  const locale = useLocale();
  const href = useViewHref();
  return (
    <Section title={t("title")}>
      {detail.objects.length === 0 ? (
        <span className={changeClasses.muted}>{t("none")}</span>
      ) : (
        <ul className={changeClasses.list}>
          {detail.objects.map(({ ref, state, expiresAtMs }) => (
            <li key={objectKey(ref)}>
              <Link className={changeClasses.link} href={href(objectPath(ref))}>
                {printObjectRef(ref)}
              </Link>{" "}
              <StatusBadge tone={tones[state]} label={t(`state.${state}`)} />
              {expiresAtMs === undefined ? null : (
                <span className={changeClasses.muted}>
                  {" "}
                  {t("expires", { time: formatTime(expiresAtMs, locale, detail.nowMs) })}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
