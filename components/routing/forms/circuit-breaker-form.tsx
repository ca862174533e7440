"use client";
import { Switch } from "@mantine/core";
import { useTranslations } from "use-intl";
import { Advice } from "../fields/advice";
import { DurationField } from "../fields/duration-field";
import fields from "../fields/fields.module.css";
import { NumberField } from "../fields/number-field";
import { PortField } from "../fields/port-field";
import { SubsetField } from "../fields/subset-field";
import { issueAt, type IntentFormProps } from "../wizard/intent-form-props";
import changeClasses from "@/components/changes/changes.module.css";
import { Section } from "@/components/ui/section";
import type { CircuitBreakerIntent } from "@/lib/routing/circuit-breaker";

const counts = [
  "maxConnections",
  "maxPendingRequests",
  "maxRequests",
  "maxRequestsPerConnection",
  "maxRetries",
] as const;
const times = ["connectTimeoutMs", "idleTimeoutMs"] as const;

/** Limits on what is sent, and when an endpoint that fails is left out. */
export function CircuitBreakerForm({
  intent,
  onIntent,
  options,
  issues,
}: IntentFormProps<CircuitBreakerIntent>) {
  const t = useTranslations("routing");
  const { connectionPool: pool } = intent;
  return (
    <>
      <Section title={t("form.limits")}>
        <div className={changeClasses.stack}>
          <div className={fields.grid}>
            <SubsetField
              options={options}
              subset={intent.subset}
              onSubset={(subset) => onIntent({ ...intent, subset })}
              error={issueAt(issues, "subset")}
            />
            <PortField
              ports={options.ports}
              api={intent.api}
              port={intent.port}
              onPort={(port) => onIntent({ ...intent, port })}
              error={issueAt(issues, "port")}
            />
          </div>
          <div className={fields.grid}>
            {counts.map((field) => (
              <NumberField
                key={field}
                label={t(`field.connectionPool_${field}`)}
                description={t(`form.pool.${field}`)}
                value={pool[field]}
                onValue={(value) => onIntent({ ...intent, connectionPool: { ...pool, [field]: value } })}
                placeholder={t("form.noLimit")}
                error={issueAt(issues, `connectionPool.${field}`)}
              />
            ))}
            {times.map((field) => (
              <DurationField
                key={field}
                label={t(`field.connectionPool_${field}`)}
                description={t(`form.pool.${field}`)}
                valueMs={pool[field]}
                onValueMs={(value) => onIntent({ ...intent, connectionPool: { ...pool, [field]: value } })}
                placeholder={t("form.default")}
                error={issueAt(issues, `connectionPool.${field}`)}
              />
            ))}
          </div>
          {issueAt(issues, "connectionPool") === undefined ? null : (
            <span className={fields.error}>{issueAt(issues, "connectionPool")}</span>
          )}
          <Advice>{t("form.limitsAdvice")}</Advice>
        </div>
      </Section>
      <OutlierFields intent={intent} onIntent={onIntent} options={options} issues={issues} />
    </>
  );
}

const errorCounts = ["consecutive5xxErrors", "consecutiveGatewayErrors"] as const;
const outlierTimes = ["intervalMs", "baseEjectionTimeMs"] as const;
const shares = ["maxEjectionPercent", "minHealthPercent"] as const;
const defaults = {
  consecutive5xxErrors: "5",
  consecutiveGatewayErrors: "0",
  intervalMs: "10 s",
  baseEjectionTimeMs: "30 s",
  maxEjectionPercent: "10 %",
  minHealthPercent: "0 %",
} as const;

function OutlierFields({ intent, onIntent, options, issues }: IntentFormProps<CircuitBreakerIntent>) {
  const t = useTranslations("routing");
  const { outlierDetection: outlier } = intent;
  const put = (next: Partial<NonNullable<typeof outlier>>) =>
    onIntent({ ...intent, outlierDetection: { ...outlier, ...next } });
  const pods = options.versions.reduce((sum, { readyPods }) => sum + readyPods, 0);
  return (
    <Section
      title={t("form.outlier")}
      actions={
        <Switch
          size="xs"
          label={t("form.ejectFailing")}
          checked={outlier !== undefined}
          onChange={(event) =>
            event.currentTarget.checked ? put({}) : onIntent({ ...intent, outlierDetection: undefined })
          }
        />
      }
    >
      {outlier === undefined ? (
        <span className={changeClasses.muted}>{t("form.outlierHint")}</span>
      ) : (
        <div className={changeClasses.stack}>
          <div className={fields.grid}>
            {errorCounts.map((field) => (
              <NumberField
                key={field}
                label={t(`field.outlierDetection_${field}`)}
                value={outlier[field]}
                onValue={(value) => put({ [field]: value })}
                placeholder={defaults[field]}
                error={issueAt(issues, `outlierDetection.${field}`)}
              />
            ))}
            {outlierTimes.map((field) => (
              <DurationField
                key={field}
                label={t(`field.outlierDetection_${field}`)}
                valueMs={outlier[field]}
                onValueMs={(value) => put({ [field]: value })}
                placeholder={defaults[field]}
                error={issueAt(issues, `outlierDetection.${field}`)}
              />
            ))}
            {shares.map((field) => (
              <NumberField
                key={field}
                label={t(`field.outlierDetection_${field}`)}
                value={outlier[field]}
                onValue={(value) => put({ [field]: value })}
                unit="%"
                placeholder={defaults[field]}
                error={issueAt(issues, `outlierDetection.${field}`)}
              />
            ))}
          </div>
          {pods > 0 ? (
            <Advice>
              {t("form.ejectable", { pods, count: ejectable(pods, outlier.maxEjectionPercent) })}
            </Advice>
          ) : null}
        </div>
      )}
    </Section>
  );
}

/** Envoy always may leave out one endpoint, whatever the percentage. */
function ejectable(pods: number, maxPercent: number | null | undefined): number {
  return Math.max(1, Math.floor((pods * (maxPercent ?? 10)) / 100));
}
