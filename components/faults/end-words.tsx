"use client";
import { useTranslations } from "use-intl";
import classes from "./faults.module.css";
import { spanText } from "./plan-figures";
import { useFaultWords } from "./use-fault-words";
import { Section } from "@/components/ui/section";
import type { ExperimentPlan } from "@/lib/faults/experiment-plan";

/** How it ends without anybody doing anything, and how a person ends it. */
export function EndWords({ plan }: { plan: ExperimentPlan }) {
  const t = useTranslations("faults.ends");
  const words = useFaultWords();
  const time = spanText(plan.durationMs);
  return (
    <Section title={t("title")}>
      <ol className={classes.ends}>
        <li>
          <strong>{t("timer.title")}</strong> {t("timer.text", { time })}
        </li>
        <li>
          <strong>{t("sweep.title")}</strong> {t("sweep.text")}
        </li>
        <li>
          <strong>{t("replica.title")}</strong> {t("replica.text")}
        </li>
        <li>
          <strong>{t("conditions.title")}</strong>{" "}
          {t(plan.stopWithoutData ? "conditions.textOrUnknown" : "conditions.text", {
            conditions: plan.conditions.map((one) => words.condition(one)).join(t("conditions.or")),
          })}
        </li>
        <li>
          <strong>{t("person.title")}</strong> {t("person.text")}
        </li>
      </ol>
    </Section>
  );
}
