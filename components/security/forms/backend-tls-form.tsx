"use client";
import { TextInput } from "@mantine/core";
import { useTranslations } from "use-intl";
import { BackendCertificates } from "../fields/backend-certificates";
import { ChoiceCards } from "../fields/choice-cards";
import { ValuesField } from "../fields/values-field";
import changeClasses from "@/components/changes/changes.module.css";
import { Advice } from "@/components/routing/fields/advice";
import grid from "@/components/routing/fields/fields.module.css";
import { NumberField } from "@/components/routing/fields/number-field";
import { issueAt, type IntentFormProps } from "@/components/routing/wizard/intent-form-props";
import { Section } from "@/components/ui/section";
import type { BackendTlsIntent } from "@/lib/security/backend-tls-intent";
import { backendTlsModes } from "@/lib/security/backend-tls-modes";

type Props = IntentFormProps<BackendTlsIntent>;

/** How proxies encrypt what they send to a host, and how they know that it is the one. */
export function BackendTlsForm(props: Props) {
  const { intent, onIntent, issues } = props;
  const t = useTranslations("security");
  return (
    <>
      <BackendFields {...props} />
      <Section title={t("form.backendMode")}>
        <div className={changeClasses.stack}>
          {intent.api === "gateway" ? (
            <Advice>{t("form.gatewayMode")}</Advice>
          ) : (
            <>
              <ChoiceCards
                label={t("form.backendMode")}
                choices={backendTlsModes.map((mode) => ({
                  value: mode,
                  label: mode,
                  what: t(`form.backendWhat.${mode}`),
                }))}
                value={intent.mode}
                onValue={(mode) => onIntent(withMode(intent, mode))}
                error={issueAt(issues, "mode")}
              />
              <Advice>{t("form.autoMtls")}</Advice>
            </>
          )}
        </div>
      </Section>
      {intent.mode === "DISABLE" ? null : <VerificationFields {...props} />}
    </>
  );
}

function BackendFields({ intent, onIntent, issues }: Props) {
  const t = useTranslations("security");
  return (
    <Section title={t("form.backend")}>
      <div className={changeClasses.stack}>
        <div className={grid.grid}>
          <TextInput
            label={t("form.host")}
            value={intent.host}
            onChange={(event) => onIntent({ ...intent, host: event.currentTarget.value })}
            error={issueAt(issues, "host")}
            withAsterisk
            size="xs"
          />
          <NumberField
            label={t("form.hostPort")}
            value={intent.port}
            onValue={(port) => {
              const { port: _, ...rest } = intent;
              onIntent(port === undefined ? rest : { ...rest, port });
            }}
            placeholder={t("form.allPorts")}
            error={issueAt(issues, "port")}
          />
        </div>
        <span className={changeClasses.muted}>{t("form.inNamespace", { namespace: intent.namespace })}</span>
      </div>
    </Section>
  );
}

/** What another mode has no use for goes, so that nothing hidden stands in the way. */
function withMode(intent: BackendTlsIntent, mode: BackendTlsIntent["mode"]): BackendTlsIntent {
  const { clientCertificate, privateKey, caCertificates, credentialName, sni, ...rest } = intent;
  const base = { ...rest, mode };
  const name = sni === undefined ? {} : { sni };
  if (mode === "DISABLE") return { ...base, subjectAltNames: [], insecureSkipVerify: false };
  if (mode === "ISTIO_MUTUAL") return { ...base, ...name, insecureSkipVerify: false };
  const ca = {
    ...(caCertificates === undefined ? {} : { caCertificates }),
    ...(credentialName === undefined ? {} : { credentialName }),
  };
  if (mode === "SIMPLE") return { ...base, ...name, ...ca };
  if (credentialName !== undefined) return { ...base, ...name, ...ca };
  return {
    ...base,
    ...name,
    ...ca,
    clientCertificate: clientCertificate ?? "",
    privateKey: privateKey ?? "",
  };
}

function VerificationFields(props: Props) {
  const { intent, onIntent, issues } = props;
  const t = useTranslations("security");
  return (
    <Section title={t("form.verification")}>
      <div className={changeClasses.stack}>
        <div className={grid.grid}>
          <TextInput
            label={t(intent.api === "gateway" ? "form.hostname" : "form.sni")}
            value={intent.sni ?? ""}
            onChange={(event) => {
              const value = event.currentTarget.value;
              const { sni: _, ...rest } = intent;
              onIntent(value === "" ? rest : { ...rest, sni: value });
            }}
            error={issueAt(issues, "sni")}
            withAsterisk={intent.api === "gateway"}
            size="xs"
          />
          <ValuesField
            label={t("form.sans")}
            values={intent.subjectAltNames}
            onValues={(subjectAltNames) => onIntent({ ...intent, subjectAltNames })}
            path="subjectAltNames"
            issues={issues}
          />
        </div>
        {intent.mode === "ISTIO_MUTUAL" ? null : (
          <BackendCertificates intent={intent} onIntent={onIntent} issues={issues} />
        )}
      </div>
    </Section>
  );
}
