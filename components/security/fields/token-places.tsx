"use client";
import { Button, TextInput } from "@mantine/core";
import { useTranslations } from "use-intl";
import classes from "./fields.module.css";
import { ValuesField } from "./values-field";
import { issueAt, type FieldIssue } from "@/components/routing/wizard/intent-form-props";
import type { JwtIssuer } from "@/lib/security/jwt-intent";

type Header = JwtIssuer["fromHeaders"][number];

type Props = {
  readonly issuer: JwtIssuer;
  readonly onIssuer: (issuer: JwtIssuer) => void;
  readonly path: string;
  readonly issues: readonly FieldIssue[];
};

/** Headers and parameters that carry the token; without any the usual ones. */
export function TokenPlaces({ issuer, onIssuer, path, issues }: Props) {
  const t = useTranslations("security");
  const { fromHeaders, fromParams } = issuer;
  const isDefault = fromHeaders.length === 0 && fromParams.length === 0;
  const set = (index: number, next: Header | undefined) =>
    onIssuer({
      ...issuer,
      fromHeaders: fromHeaders.flatMap((one, at) =>
        at !== index ? [one] : next === undefined ? [] : [next],
      ),
    });
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{t("form.tokenFrom")}</legend>
      {isDefault ? <p className={classes.note}>{t("form.tokenDefault")}</p> : null}
      {fromHeaders.map((header, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a header is no identity while it is typed
        <div key={index} className={classes.row}>
          <TextInput
            data-grow
            label={t("form.headerName")}
            value={header.name}
            onChange={(event) => set(index, { ...header, name: event.currentTarget.value })}
            error={issueAt(issues, `${path}.fromHeaders.${index}.name`)}
            size="xs"
          />
          <TextInput
            data-grow
            label={t("form.headerPrefix")}
            value={header.prefix ?? ""}
            onChange={(event) => {
              const prefix = event.currentTarget.value;
              set(index, { name: header.name, ...(prefix === "" ? {} : { prefix }) });
            }}
            size="xs"
          />
          <Button
            size="xs"
            variant="default"
            onClick={() => set(index, undefined)}
            aria-label={t("form.removeNamed", { name: header.name })}
          >
            {t("form.remove")}
          </Button>
        </div>
      ))}
      <div className={classes.row}>
        <Button
          size="xs"
          variant="default"
          onClick={() => onIssuer({ ...issuer, fromHeaders: [...fromHeaders, { name: "" }] })}
        >
          {t("form.addHeader")}
        </Button>
        <div data-grow>
          <ValuesField
            label={t("form.params")}
            values={fromParams}
            onValues={(next) => onIssuer({ ...issuer, fromParams: next })}
            path={`${path}.fromParams`}
            issues={issues}
          />
        </div>
      </div>
    </fieldset>
  );
}
