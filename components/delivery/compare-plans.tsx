"use client";
import { useLocale, useTranslations } from "use-intl";
import { CompareTable } from "./compare-table";
import classes from "./delivery.module.css";
import { Section } from "@/components/ui/section";
import type { PlanDifference } from "@/lib/delivery/compare-plans";
import { formatInstant } from "@/lib/format/duration";

/** Where the plans differ, value by value. */
export function ComparePlans({ differences }: { differences: readonly PlanDifference[] | undefined }) {
  const t = useTranslations("delivery");
  const locale = useLocale();
  const title = t("compare.plans");
  const valueText = (path: string, value: PlanDifference["left"]) =>
    value === undefined
      ? undefined
      : typeof value === "number" && path.endsWith("notBeforeMs")
        ? formatInstant(value, locale)
        : String(value);
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
          name: <code className={classes.path}>{path}</code>,
          left: valueText(path, left),
          right: valueText(path, right),
        }))}
      />
    </Section>
  );
}
