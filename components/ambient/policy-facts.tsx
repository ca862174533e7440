"use client";
import { useTranslations } from "use-intl";
import classes from "./ambient.module.css";
import { usePolicyWords } from "./use-policy-words";
import type { AmbientPolicy } from "@/lib/ambient/model";

/** What a policy does and to whom, in sentences. */
export function PolicyFacts({ policy }: { policy: AmbientPolicy }) {
  const t = useTranslations("ambient");
  const words = usePolicyWords()(policy);
  const isAllow = policy.action.toLowerCase() === "allow";
  return (
    <>
      <p className={classes.lead}>
        {t(isAllow ? "policy.allowLead" : "policy.denyLead", { count: policy.workloadCount })}
      </p>
      {words.length === 0 ? (
        <p className={classes.muted}>{t(isAllow ? "policy.allowNothing" : "policy.denyNothing")}</p>
      ) : (
        <ul className={classes.rules}>
          {words.map((text, index) => (
            <li key={`${index} ${text}`}>{text}</li>
          ))}
        </ul>
      )}
    </>
  );
}
