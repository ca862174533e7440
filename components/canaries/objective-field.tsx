"use client";
import { useTranslations } from "use-intl";
import { NumberField } from "@/components/routing/fields/number-field";

type WithObjective = { readonly objectivePercent?: number | undefined };

type Props<M extends WithObjective> = {
  readonly label: string;
  readonly description?: string;
  readonly metric: M;
  readonly onMetric: (next: M) => void;
  readonly error: string | undefined;
};

/** The share of good events that a metric of the canary must have; empty for none. */
export function ObjectiveField<M extends WithObjective>({
  label,
  description,
  metric,
  onMetric,
  error,
}: Props<M>) {
  const t = useTranslations("canaries");
  return (
    <NumberField
      label={label}
      description={description}
      placeholder={t("judgement.objectiveNone")}
      value={metric.objectivePercent}
      onValue={(objectivePercent) => {
        const { objectivePercent: _before, ...rest } = metric;
        onMetric((objectivePercent === undefined ? rest : { ...rest, objectivePercent }) as M);
      }}
      unit="%"
      decimals={4}
      error={error}
    />
  );
}
