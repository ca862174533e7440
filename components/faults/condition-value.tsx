"use client";
import { useTranslations } from "use-intl";
import { formatCondition } from "./condition-figure";
import classes from "./faults.module.css";
import { StatusBadge } from "@/components/ui/status-badge";
import type { ConditionNow } from "@/lib/faults/condition";
import type { ExperimentCondition } from "@/lib/faults/experiment-plan";
import { formatMeasure } from "@/lib/format/measure";

type Props = {
  readonly condition: ExperimentCondition;
  readonly now: Pick<ConditionNow, "value" | "requests" | "holds"> | undefined;
};

/** What the condition is now, and whether it holds. */
export function ConditionValue({ condition, now }: Props) {
  const t = useTranslations("faults.conditions");
  if (now === undefined) return <span className={classes.valueNow}>{t("notYet")}</span>;
  const { value, requests, holds } = now;
  return (
    <span className={classes.valueNow}>
      <StatusBadge
        tone={holds === undefined ? "unknown" : holds ? "ok" : "failing"}
        label={t(holds === undefined ? "unmeasured" : holds ? "holds" : "broken")}
      />
      <span className="hd-num">
        {formatCondition(condition, value)}
        {requests === undefined ? null : (
          <span className={classes.requests}>
            {" "}
            {t("ofRequests", { count: formatMeasure(Math.round(requests), "count") })}
          </span>
        )}
      </span>
    </span>
  );
}
