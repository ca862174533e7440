"use client";
import { useTranslations } from "use-intl";
import classes from "./fields.module.css";
import { ValuesField } from "./values-field";
import grid from "@/components/routing/fields/fields.module.css";
import type { FieldIssue } from "@/components/routing/wizard/intent-form-props";
import { operationFields } from "@/lib/security/access-fields";
import type { Operation } from "@/lib/security/access-intent";

type Props = {
  readonly legend: string;
  readonly operation: Operation;
  readonly onOperation: (operation: Operation) => void;
  readonly path: string;
  readonly issues: readonly FieldIssue[];
};

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** What is called: every field that is filled must hold, any of its values does. */
export function OperationFields({ legend, operation, onOperation, path, issues }: Props) {
  const t = useTranslations("security");
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{legend}</legend>
      <div className={grid.grid}>
        {operationFields.map((field) => (
          <ValuesField
            key={field}
            label={t(`form.operation.${field}`)}
            values={operation[field]}
            onValues={(values) => {
              const { methods: m, paths, hosts, ports } = operation;
              onOperation({ methods: m, paths, hosts, ports, [field]: values });
            }}
            suggestions={field === "methods" ? methods : []}
            placeholder={field === "paths" ? t("form.pathsHint") : t("form.anything")}
            path={`${path}.${field}`}
            issues={issues}
          />
        ))}
      </div>
    </fieldset>
  );
}
