"use client";
import { usePhrases } from "@/components/ui/use-phrases";
import { useTranslations } from "use-intl";
import classes from "./changes.module.css";
import { StatusShape } from "@/components/ui/status-shape";
import type { Blocker } from "@/lib/changes/change-set";
import { printObjectRef } from "@/lib/mesh/object-ref";

/** Why a plan may not be applied, or what a person must look at first. */
export function BlockerNotice({ blockers }: { blockers: readonly Blocker[] }) {
  const t = useTranslations("changes");
  const phrases = usePhrases();
  const isStop = blockers.some(({ severity }) => severity === "stop");
  if (blockers.length === 0) return null;
  return (
    <div className={classes.notice} data-tone={isStop ? "stop" : "force"} role={isStop ? "alert" : "status"}>
      <p className={classes.noticeTitle}>
        <StatusShape tone={isStop ? "failing" : "degraded"} />
        {t(isStop ? "blockers.stop" : "blockers.force")}
      </p>
      <ul className={classes.list}>
        {blockers.map((blocker) => (
          <li key={blocker.code + blocker.message}>
            <strong>{t(`blockers.${blocker.code}`)}</strong>
            {blocker.object === undefined ? null : ` ${printObjectRef(blocker.object)}`}
            {blocker.code === "nothing_to_do" ? null : (
              <div className={classes.value}>{phrases.message(blocker)}</div>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
