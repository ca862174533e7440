"use client";
import { Button, Switch } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { CallerFields } from "./caller-fields";
import classes from "./fields.module.css";
import { OperationFields } from "./operation-fields";
import type { FieldIssue } from "@/components/routing/wizard/intent-form-props";
import { isSameJson } from "@/lib/config/clean-manifest";
import type { AccessRule } from "@/lib/security/access-intent";
import { everyRequest } from "@/lib/security/access-rules";

type Props = {
  readonly index: number;
  readonly rule: AccessRule;
  readonly namespace: string;
  readonly onRule: (rule: AccessRule | undefined) => void;
  readonly issues: readonly FieldIssue[];
};

/** One rule: who, what, and what of it is left out. */
export function AccessRuleCard({ index, rule, namespace, onRule, issues }: Props) {
  const t = useTranslations("security");
  const hasExceptions =
    !isSameJson(rule.notCallers, everyRequest.notCallers) || !isSameJson(rule.except, everyRequest.except);
  const [isOpen, setOpen] = useState(hasExceptions);
  const path = `rules.${index}`;
  const isEvery = isSameJson(rule, everyRequest);
  return (
    <div className={classes.rule} role="group" aria-label={t("form.rule", { index: index + 1 })}>
      <div className={classes.ruleHead}>
        <strong>{t("form.rule", { index: index + 1 })}</strong>
        {isEvery ? <span className={classes.words}>{t("form.ruleAll")}</span> : null}
        <Button
          className={classes.push}
          size="compact-xs"
          variant="default"
          onClick={() => onRule(undefined)}
          aria-label={t("form.removeRule", { index: index + 1 })}
        >
          {t("form.remove")}
        </Button>
      </div>
      <CallerFields
        legend={t("form.who")}
        callers={rule.callers}
        onCallers={(callers) => onRule({ ...rule, callers })}
        namespace={namespace}
        path={`${path}.callers`}
        issues={issues}
      />
      <OperationFields
        legend={t("form.what")}
        operation={rule}
        onOperation={(operation) => onRule({ ...rule, ...operation })}
        path={path}
        issues={issues}
      />
      <Switch
        size="xs"
        label={t("form.exceptOn")}
        checked={isOpen || hasExceptions}
        onChange={(event) => {
          setOpen(event.currentTarget.checked);
          const { notCallers, except } = everyRequest;
          if (!event.currentTarget.checked) onRule({ ...rule, notCallers, except });
        }}
      />
      {isOpen || hasExceptions ? (
        <>
          <CallerFields
            legend={`${t("form.except")}: ${t("form.who")}`}
            callers={rule.notCallers}
            onCallers={(notCallers) => onRule({ ...rule, notCallers })}
            namespace={namespace}
            path={`${path}.notCallers`}
            issues={issues}
          />
          <OperationFields
            legend={`${t("form.except")}: ${t("form.what")}`}
            operation={rule.except}
            onOperation={(except) => onRule({ ...rule, except })}
            path={`${path}.except`}
            issues={issues}
          />
        </>
      ) : null}
    </div>
  );
}
