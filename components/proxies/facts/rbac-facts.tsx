"use client";
import { useTranslations } from "use-intl";
import { OwnerLink } from "../owner-link";
import classes from "../proxies.module.css";
import type { RbacRules } from "@/lib/proxies/facts/rbac";

/** Policies of an RBAC filter: whose they are, who may, and what for. */
export function RbacFacts({ rules, isShadow = false }: { rules: RbacRules; isShadow?: boolean }) {
  const t = useTranslations("proxies");
  return (
    <>
      <p className={classes.muted}>
        {isShadow ? t("rbac.shadow", { action: rules.action }) : t("rbac.enforced", { action: rules.action })}
      </p>
      <ul className={classes.list}>
        {rules.policies.map((policy) => (
          <li key={policy.name} className={classes.chain}>
            {policy.owner === undefined ? (
              <strong>{policy.name}</strong>
            ) : (
              <>
                <OwnerLink owner={{ ...policy.owner, isGenerated: false }} />{" "}
                <span className={classes.muted}>{t("rbac.rule", { rule: policy.rule ?? 0 })}</span>
              </>
            )}
            <dl className={classes.facts}>
              <dt>{t("rbac.who")}</dt>
              <dd>{alternatives(policy.principals)}</dd>
              <dt>{t("rbac.what")}</dt>
              <dd>{alternatives(policy.permissions)}</dd>
            </dl>
          </li>
        ))}
      </ul>
      {rules.policies.length === 0 ? <p className={classes.muted}>{t("rbac.none")}</p> : null}
    </>
  );
}

function alternatives(words: readonly string[]) {
  return words.map((text, index) => <div key={`${index}${text}`}>{text}</div>);
}
