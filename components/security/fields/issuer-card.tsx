"use client";
import { Button, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import classes from "./fields.module.css";
import { TokenPlaces } from "./token-places";
import { ValuesField } from "./values-field";
import grid from "@/components/routing/fields/fields.module.css";
import { issueAt, type FieldIssue } from "@/components/routing/wizard/intent-form-props";
import type { JwtIssuer } from "@/lib/security/jwt-intent";

const sources = ["discover", "uri", "inline"] as const;
type Source = (typeof sources)[number];

type Props = {
  readonly index: number;
  readonly issuer: JwtIssuer;
  readonly onIssuer: (issuer: JwtIssuer | undefined) => void;
  readonly canRemove: boolean;
  readonly issues: readonly FieldIssue[];
};

/** One issuer: its name in the token, its keys, and where its tokens are found. */
export function IssuerCard({ index, issuer, onIssuer, canRemove, issues }: Props) {
  const t = useTranslations("security");
  const path = `issuers.${index}`;
  return (
    <div className={classes.rule} role="group" aria-label={t("form.issuerNo", { index: index + 1 })}>
      <div className={classes.ruleHead}>
        <strong>{t("form.issuerNo", { index: index + 1 })}</strong>
        {canRemove ? (
          <Button
            className={classes.push}
            size="compact-xs"
            variant="default"
            onClick={() => onIssuer(undefined)}
            aria-label={t("form.removeNamed", { name: t("form.issuerNo", { index: index + 1 }) })}
          >
            {t("form.remove")}
          </Button>
        ) : null}
      </div>
      <div className={grid.grid}>
        <TextInput
          label={t("form.issuer")}
          value={issuer.issuer}
          onChange={(event) => onIssuer({ ...issuer, issuer: event.currentTarget.value })}
          error={issueAt(issues, `${path}.issuer`)}
          placeholder="https://…"
          withAsterisk
          size="xs"
        />
        <ValuesField
          label={t("form.audiences")}
          values={issuer.audiences}
          onValues={(audiences) => onIssuer({ ...issuer, audiences })}
          description={t("form.audiencesHint")}
          path={`${path}.audiences`}
          issues={issues}
        />
      </div>
      <KeyFields issuer={issuer} onIssuer={onIssuer} path={path} issues={issues} />
      <TokenPlaces issuer={issuer} onIssuer={onIssuer} path={path} issues={issues} />
      <Switch
        size="xs"
        label={t("form.forward")}
        checked={issuer.forwardOriginalToken}
        onChange={(event) => onIssuer({ ...issuer, forwardOriginalToken: event.currentTarget.checked })}
      />
    </div>
  );
}

type PartProps = {
  readonly issuer: JwtIssuer;
  readonly onIssuer: (issuer: JwtIssuer) => void;
  readonly path: string;
  readonly issues: readonly FieldIssue[];
};

function sourceOf({ jwksUri, jwks }: JwtIssuer): Source {
  return jwks !== undefined ? "inline" : jwksUri !== undefined ? "uri" : "discover";
}

function KeyFields({ issuer, onIssuer, path, issues }: PartProps) {
  const t = useTranslations("security");
  const { jwks, jwksUri, ...rest } = issuer;
  const [kept, setKept] = useState({ jwks: jwks ?? "", jwksUri: jwksUri ?? "" });
  const source = sourceOf(issuer);
  const choose = (next: Source) => {
    setKept({ jwks: jwks ?? kept.jwks, jwksUri: jwksUri ?? kept.jwksUri });
    if (next === "discover") onIssuer(rest);
    else onIssuer(next === "uri" ? { ...rest, jwksUri: kept.jwksUri } : { ...rest, jwks: kept.jwks });
  };
  return (
    <div className={grid.grid}>
      <Select
        label={t("form.keys")}
        data={sources.map((value) => ({ value, label: t(`form.keysFrom.${value}`) }))}
        value={source}
        onChange={(value) => choose(sources.find((one) => one === value) ?? "discover")}
        allowDeselect={false}
        size="xs"
      />
      {source === "uri" ? (
        <TextInput
          label={t("form.jwksUri")}
          value={jwksUri ?? ""}
          onChange={(event) => onIssuer({ ...rest, jwksUri: event.currentTarget.value })}
          error={issueAt(issues, `${path}.jwksUri`)}
          placeholder="https://…/jwks.json"
          size="xs"
        />
      ) : null}
      {source === "inline" ? (
        <Textarea
          label={t("form.jwks")}
          value={jwks ?? ""}
          onChange={(event) => onIssuer({ ...rest, jwks: event.currentTarget.value })}
          error={issueAt(issues, `${path}.jwks`)}
          autosize
          minRows={3}
          maxRows={12}
          size="xs"
          styles={{ input: { fontFamily: "var(--hd-font-mono)" } }}
        />
      ) : null}
    </div>
  );
}
