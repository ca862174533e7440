"use client";
import { MultiSelect, Select, Switch } from "@mantine/core";
import { useTranslations } from "use-intl";
import { DurationField } from "../fields/duration-field";
import fields from "../fields/fields.module.css";
import { NumberField } from "../fields/number-field";
import { PortField } from "../fields/port-field";
import { RetryBudgetFields } from "./retry-budget-fields";
import { WorstCase } from "./worst-case-note";
import { issueAt, type IntentFormProps } from "../wizard/intent-form-props";
import changeClasses from "@/components/changes/changes.module.css";
import { Section } from "@/components/ui/section";
import { retryConditions } from "@/lib/routing/retry-conditions";
import type { TimeoutRetryIntent } from "@/lib/routing/timeout-retry";

const statusCodes = ["500", "502", "503", "504", "429"];

/** How long a request may take, and what is tried again. */
export function TimeoutRetryForm({ intent, onIntent, options, issues }: IntentFormProps<TimeoutRetryIntent>) {
  const t = useTranslations("routing");
  const isIstio = intent.api === "istio";
  const known = options.routes.flatMap(({ api, key }) => (api === intent.api ? [key] : []));
  const names = intent.route === "" ? known : [...new Set([...known, intent.route])];
  return (
    <>
      <Section title={t("form.timeouts")}>
        <div className={changeClasses.stack}>
          <div className={fields.grid}>
            <Select
              label={t("options.route")}
              data={[
                { value: "", label: t("options.catchAll") },
                ...names.map((key) => ({ value: key, label: key })),
              ]}
              value={intent.route}
              onChange={(route) =>
                onIntent(
                  route === null || route === ""
                    ? { ...intent, route: "" }
                    : // The budget is the whole service's, and a named route of a VirtualService knows its port.
                      { ...intent, route, retryBudget: undefined, ...(isIstio ? { port: undefined } : {}) },
                )
              }
              allowDeselect={false}
              error={issueAt(issues, "route")}
              size="xs"
            />
            <DurationField
              label={t("form.timeout")}
              valueMs={intent.timeoutMs}
              onValueMs={(timeoutMs) => onIntent({ ...intent, timeoutMs })}
              placeholder={t("form.noLimit")}
              description={t("form.timeoutHint")}
              error={issueAt(issues, "timeoutMs")}
            />
            {isIstio ? null : (
              <DurationField
                label={t("form.perTry")}
                valueMs={intent.backendTimeoutMs}
                onValueMs={(backendTimeoutMs) => onIntent({ ...intent, backendTimeoutMs })}
                placeholder={t("form.noLimit")}
                error={issueAt(issues, "backendTimeoutMs")}
              />
            )}
            {intent.route === "" || !isIstio ? (
              <PortField
                ports={options.ports}
                api={intent.api}
                port={intent.port}
                onPort={(port) => onIntent({ ...intent, port })}
                error={issueAt(issues, "port")}
              />
            ) : null}
          </div>
          <WorstCase intent={intent} requestsPerSecond={options.traffic?.requestsPerSecond} />
        </div>
      </Section>
      <RetryFields intent={intent} onIntent={onIntent} issues={issues} />
      {isIstio && intent.route === "" ? (
        <RetryBudgetFields intent={intent} onIntent={onIntent} issues={issues} />
      ) : null}
    </>
  );
}

type PartProps = Pick<IntentFormProps<TimeoutRetryIntent>, "intent" | "onIntent" | "issues">;

function RetryFields({ intent, onIntent, issues }: PartProps) {
  const t = useTranslations("routing");
  const { retries } = intent;
  const isIstio = intent.api === "istio";
  const put = (next: Partial<NonNullable<typeof retries>>) =>
    onIntent({ ...intent, retries: { attempts: 2, retryOn: [], ...retries, ...next } });
  return (
    <Section
      title={t("form.retries")}
      actions={
        <Switch
          size="xs"
          label={t("form.ownRetries")}
          checked={retries !== undefined}
          onChange={(event) =>
            event.currentTarget.checked ? put({}) : onIntent({ ...intent, retries: undefined })
          }
        />
      }
    >
      {retries === undefined ? (
        <span className={changeClasses.muted}>{t("form.defaultRetries")}</span>
      ) : (
        <div className={fields.grid}>
          <NumberField
            label={t("form.attempts")}
            value={retries.attempts}
            onValue={(attempts) => put({ attempts: attempts ?? Number.NaN })}
            description={t("form.attemptsHint")}
            error={issueAt(issues, "retries.attempts")}
            isRequired
          />
          {isIstio ? (
            <DurationField
              label={t("form.perTry")}
              valueMs={retries.perTryTimeoutMs}
              onValueMs={(perTryTimeoutMs) => put({ perTryTimeoutMs })}
              placeholder={t("form.noLimit")}
              error={issueAt(issues, "retries.perTryTimeoutMs")}
            />
          ) : null}
          <DurationField
            label={t("form.backoff")}
            valueMs={retries.backoffMs}
            onValueMs={(backoffMs) => put({ backoffMs })}
            placeholder="25 ms"
            error={issueAt(issues, "retries.backoffMs")}
          />
          <MultiSelect
            label={t("form.retryOn")}
            description={t("form.retryOnHint")}
            inputWrapperOrder={["label", "input", "description", "error"]}
            data={[...new Set([...(isIstio ? retryConditions : []), ...statusCodes, ...retries.retryOn])]}
            value={retries.retryOn}
            onChange={(retryOn) => put({ retryOn })}
            error={issues.find(({ path }) => path.startsWith("retries.retryOn"))?.message}
            searchable
            size="xs"
          />
        </div>
      )}
    </Section>
  );
}
