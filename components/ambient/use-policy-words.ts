import { useCallback } from "react";
import { useTranslations } from "use-intl";
import { policyFields, type AmbientPolicy, type PolicyCondition } from "@/lib/ambient/model";

/** A policy's rules as sentences, one for each rule. */
export function usePolicyWords(): (policy: AmbientPolicy) => readonly string[] {
  const t = useTranslations("ambient");
  return useCallback(
    ({ rules }) => {
      const ofCondition = ({ field, isNegated, values }: PolicyCondition): string => {
        const known = policyFields.find((each) => each === field);
        const words = {
          field: known === undefined ? field : t(`field.${known}`),
          values: values.join(t("rule.comma")),
        };
        if (values.length === 1 && values[0] === "*")
          return isNegated ? t("rule.absent", words) : t("rule.present", words);
        return isNegated ? t("rule.isNot", words) : t("rule.is", words);
      };
      const ofClause = (matches: readonly (readonly PolicyCondition[])[]) =>
        matches.map((conditions) => conditions.map(ofCondition).join(t("rule.and"))).join(t("rule.or"));
      return rules.map((clauses) =>
        clauses.length === 0 ? t("rule.any") : clauses.map(ofClause).join(t("rule.and")),
      );
    },
    [t],
  );
}
