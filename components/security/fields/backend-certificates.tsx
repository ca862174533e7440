"use client";
import { Select, Switch, TextInput } from "@mantine/core";
import { useTranslations } from "use-intl";
import changeClasses from "@/components/changes/changes.module.css";
import { Advice } from "@/components/routing/fields/advice";
import grid from "@/components/routing/fields/fields.module.css";
import { issueAt, type FieldIssue } from "@/components/routing/wizard/intent-form-props";
import type { BackendTlsIntent } from "@/lib/security/backend-tls-intent";

type Props = {
  readonly intent: BackendTlsIntent;
  readonly onIntent: (intent: BackendTlsIntent) => void;
  readonly issues: readonly FieldIssue[];
};

const sources = ["system", "secret", "files"] as const;
type Source = (typeof sources)[number];
const fileFields = ["caCertificates", "clientCertificate", "privateKey"] as const;
type FileField = (typeof fileFields)[number];

function sourceOf(intent: BackendTlsIntent): Source {
  if (intent.credentialName !== undefined) return "secret";
  return fileFields.some((field) => intent[field] !== undefined) ? "files" : "system";
}

/** Where certificates come from: the system, a secret (a ConfigMap with Gateway API), or files in the proxy. */
export function BackendCertificates({ intent, onIntent, issues }: Props) {
  const t = useTranslations("security");
  const isGateway = intent.api === "gateway";
  const source = sourceOf(intent);
  const offered: readonly Source[] = isGateway
    ? ["system", "secret"]
    : intent.mode === "MUTUAL"
      ? ["secret", "files"]
      : sources;
  const choose = (next: Source) => {
    const {
      credentialName: _,
      caCertificates: _ca,
      clientCertificate: _cert,
      privateKey: _key,
      ...rest
    } = intent;
    if (next === "system") onIntent(rest);
    else if (next === "secret") onIntent({ ...rest, credentialName: "" });
    else if (intent.mode === "MUTUAL") onIntent({ ...rest, clientCertificate: "", privateKey: "" });
    else onIntent({ ...rest, caCertificates: "" });
  };
  return (
    <div className={changeClasses.stack}>
      <div className={grid.grid}>
        <Select
          label={t("form.certsFrom")}
          data={offered.map((value) => ({
            value,
            label: t(value === "secret" && isGateway ? "form.certs.configMap" : `form.certs.${value}`),
          }))}
          value={source}
          onChange={(value) => choose(offered.find((one) => one === value) ?? "system")}
          allowDeselect={false}
          size="xs"
        />
        {source === "secret" ? (
          <TextInput
            label={t(isGateway ? "form.configMap" : "form.secret")}
            description={isGateway ? undefined : t("form.secretHint")}
            value={intent.credentialName ?? ""}
            onChange={(event) => onIntent({ ...intent, credentialName: event.currentTarget.value })}
            error={issueAt(issues, "credentialName")}
            withAsterisk
            size="xs"
            inputWrapperOrder={["label", "input", "description", "error"]}
          />
        ) : null}
        {source === "files" ? <Files intent={intent} onIntent={onIntent} issues={issues} /> : null}
      </div>
      {isGateway ? null : (
        <Switch
          size="xs"
          label={t("form.skip")}
          checked={intent.insecureSkipVerify}
          onChange={(event) => onIntent({ ...intent, insecureSkipVerify: event.currentTarget.checked })}
          error={issueAt(issues, "insecureSkipVerify")}
        />
      )}
      {intent.insecureSkipVerify ? <Advice tone="warn">{t("form.skipWarn")}</Advice> : null}
    </div>
  );
}

function Files({ intent, onIntent, issues }: Props) {
  const t = useTranslations("security");
  const shown = intent.mode === "MUTUAL" ? fileFields : (["caCertificates"] as const);
  const labels: Readonly<Record<FileField, string>> = {
    caCertificates: t("form.ca"),
    clientCertificate: t("form.clientCertificate"),
    privateKey: t("form.privateKey"),
  };
  return (
    <>
      {shown.map((field) => (
        <TextInput
          key={field}
          label={labels[field]}
          value={intent[field] ?? ""}
          onChange={(event) => {
            const value = event.currentTarget.value;
            const { [field]: _, ...rest } = intent;
            // The CA of MUTUAL may be left out: the system's authorities are asked then.
            const isDropped = value === "" && field === "caCertificates" && intent.mode === "MUTUAL";
            onIntent(isDropped ? rest : { ...rest, [field]: value });
          }}
          placeholder="/etc/certs/ca.pem"
          error={issueAt(issues, field)}
          size="xs"
        />
      ))}
    </>
  );
}
