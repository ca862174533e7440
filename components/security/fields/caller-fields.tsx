"use client";
import { useTranslations } from "use-intl";
import classes from "./fields.module.css";
import { usePostures } from "./use-postures";
import { ValuesField } from "./values-field";
import grid from "@/components/routing/fields/fields.module.css";
import type { FieldIssue } from "@/components/routing/wizard/intent-form-props";
import { callerFields, type CallerField } from "@/lib/security/access-fields";
import type { Callers } from "@/lib/security/access-intent";

type Props = {
  readonly legend: string;
  readonly callers: Callers;
  readonly onCallers: (callers: Callers) => void;
  readonly namespace: string;
  readonly path: string;
  readonly issues: readonly FieldIssue[];
};

/** Fields that are read from the caller's certificate. */
const byCertificate: ReadonlySet<CallerField> = new Set(["principals", "namespaces", "serviceAccounts"]);

/** Who calls: every field that is filled must hold, any of its values does. The mesh's own identities are proposed. */
export function CallerFields({ legend, callers, onCallers, namespace, path, issues }: Props) {
  const t = useTranslations("security");
  const { workloads } = usePostures(undefined);
  const inMesh = (workloads ?? []).filter(({ dataplane }) => dataplane !== "none");
  const proposals: Partial<Record<CallerField, readonly string[]>> = {
    principals: inMesh.map((one) => `cluster.local/ns/${one.namespace}/sa/${one.serviceAccount}`),
    namespaces: inMesh.map((one) => one.namespace),
    serviceAccounts: inMesh.map((one) =>
      one.namespace === namespace ? one.serviceAccount : `${one.namespace}/${one.serviceAccount}`,
    ),
    requestPrincipals: ["*"],
  };
  const isByCertificate = callerFields.some((field) => byCertificate.has(field) && callers[field].length > 0);
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{legend}</legend>
      <div className={grid.grid}>
        {callerFields.map((field) => (
          <ValuesField
            key={field}
            label={t(`form.callers.${field}`)}
            values={callers[field]}
            onValues={(values) => onCallers({ ...callers, [field]: values })}
            suggestions={proposals[field] ?? []}
            placeholder={t("form.anybody")}
            path={`${path}.${field}`}
            issues={issues}
          />
        ))}
      </div>
      {isByCertificate ? <p className={classes.note}>{t("form.needsMtls")}</p> : null}
    </fieldset>
  );
}
