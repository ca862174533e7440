"use client";
import { useTranslations } from "use-intl";
import { CompareTable } from "./compare-table";
import classes from "./delivery.module.css";
import { Section } from "@/components/ui/section";
import type { PlanDifference } from "@/lib/delivery/compare-plans";

/** Where the plans differ, value by value. */
export function ComparePlans({ differences }: { differences: readonly PlanDifference[] | undefined }) {
  const t = useTranslations("delivery");
  const title = t("compare.plans");
  if (differences === undefined || differences.length === 0) {
    return (
      <Section title={title}>
        <p className={classes.note}>
          {t(differences === undefined ? "compare.plansOther" : "compare.plansSame")}
        </p>
      </Section>
    );
  }
  return (
    <Section title={title} flush>
      <CompareTable
        caption={title}
        name={t("compare.field")}
        rows={differences.map(({ path, left, right }) => ({
          key: path,
          name: path,
          left: left === undefined ? undefined : String(left),
          right: right === undefined ? undefined : String(right),
        }))}
      />
    </Section>
  );
}
