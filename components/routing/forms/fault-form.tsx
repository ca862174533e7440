"use client";
import { Select, Switch, TextInput } from "@mantine/core";
import { useTranslations } from "use-intl";
import { Advice } from "../fields/advice";
import { DurationField } from "../fields/duration-field";
import fields from "../fields/fields.module.css";
import { MatchList } from "../fields/match-list";
import { NumberField } from "../fields/number-field";
import { PercentField } from "../fields/percent-field";
import { PortField } from "../fields/port-field";
import { issueAt, type IntentFormProps } from "../wizard/intent-form-props";
import changeClasses from "@/components/changes/changes.module.css";
import { Section } from "@/components/ui/section";
import type { FaultIntent } from "@/lib/routing/fault";
import { grpcStatuses } from "@/lib/routing/grpc-statuses";

/** Which requests are hurt, and how. */
export function FaultForm(props: IntentFormProps<FaultIntent>) {
  const t = useTranslations("routing");
  return (
    <>
      <Advice tone="warn">
        <strong>{t("form.faultNoExpiry")}</strong>
        <span>{t("form.faultRetries")}</span>
      </Advice>
      <FaultFields {...props} />
    </>
  );
}

type FaultFieldsProps = Omit<IntentFormProps<FaultIntent>, "options"> & {
  readonly options: {
    readonly ports: IntentFormProps<FaultIntent>["options"]["ports"];
    readonly traffic?: { readonly requestsPerSecond: number } | undefined;
  };
};

/** The fields alone: an experiment has its own words around them. */
export function FaultFields(props: FaultFieldsProps) {
  return (
    <>
      <ScopeFields {...props} />
      <DelayFields {...props} />
      <AbortFields {...props} />
    </>
  );
}

function ScopeFields({ intent, onIntent, options, issues }: FaultFieldsProps) {
  const t = useTranslations("routing");
  const isEvery = intent.matches.length === 0 && intent.port === undefined;
  const withScope = (next: Partial<FaultIntent>) => {
    const { name, matches, port } = { ...intent, ...next };
    const every = matches.length === 0 && port === undefined;
    // A route of its own needs a name; a fault for every request has none.
    onIntent({ ...intent, ...next, name: every ? "" : name === "" ? "heddle-fault" : name });
  };
  return (
    <Section title={t("form.whichRequests")}>
      <div className={changeClasses.stack}>
        <div className={fields.grid}>
          <PortField
            ports={options.ports}
            api={intent.api}
            port={intent.port}
            onPort={(port) => withScope({ port })}
            error={issueAt(issues, "port")}
          />
          {isEvery ? null : (
            <TextInput
              label={t("form.routeName")}
              value={intent.name}
              onChange={(event) => onIntent({ ...intent, name: event.currentTarget.value })}
              error={issueAt(issues, "name")}
              withAsterisk
              size="xs"
            />
          )}
        </div>
        <MatchList
          matches={intent.matches}
          onMatches={(matches) => withScope({ matches })}
          api="istio"
          issues={issues}
          whenEmpty={t("form.faultEvery")}
        />
      </div>
    </Section>
  );
}

/** Requests/s that a share is taken of; unknown where only some of the requests are meant. */
function rateOf({ intent, options }: FaultFieldsProps): number | undefined {
  return intent.matches.length === 0 && intent.port === undefined
    ? options.traffic?.requestsPerSecond
    : undefined;
}

function DelayFields(props: FaultFieldsProps) {
  const { intent, onIntent, issues } = props;
  const t = useTranslations("routing");
  const { delay } = intent;
  return (
    <Section
      title={t("form.delay")}
      actions={
        <Switch
          size="xs"
          label={t("form.delayOn")}
          checked={delay !== undefined}
          onChange={(event) =>
            onIntent({
              ...intent,
              delay: event.currentTarget.checked ? { percent: 10, delayMs: 2000 } : undefined,
            })
          }
        />
      }
    >
      <div className={changeClasses.stack}>
        {delay === undefined ? (
          <span className={issueAt(issues, "delay") === undefined ? changeClasses.muted : fields.error}>
            {issueAt(issues, "delay") ?? t("form.delayHint")}
          </span>
        ) : (
          <>
            <div className={fields.grid}>
              <DurationField
                label={t("field.delay_delayMs")}
                valueMs={delay.delayMs}
                onValueMs={(delayMs) =>
                  onIntent({ ...intent, delay: { ...delay, delayMs: delayMs ?? Number.NaN } })
                }
                error={issueAt(issues, "delay.delayMs")}
                isRequired
              />
            </div>
            <PercentField
              label={t("field.delay_percent")}
              percent={delay.percent}
              onPercent={(percent) => onIntent({ ...intent, delay: { ...delay, percent } })}
              ofRequestsPerSecond={rateOf(props)}
              error={issueAt(issues, "delay.percent")}
            />
          </>
        )}
      </div>
    </Section>
  );
}

function AbortFields(props: FaultFieldsProps) {
  const { intent, onIntent, issues } = props;
  const t = useTranslations("routing");
  const { abort } = intent;
  const isGrpc = abort?.grpcStatus !== undefined;
  return (
    <Section
      title={t("form.abort")}
      actions={
        <Switch
          size="xs"
          label={t("form.abortOn")}
          checked={abort !== undefined}
          onChange={(event) =>
            onIntent({
              ...intent,
              abort: event.currentTarget.checked ? { percent: 10, httpStatus: 503 } : undefined,
            })
          }
        />
      }
    >
      {abort === undefined ? (
        <span className={changeClasses.muted}>{t("form.abortHint")}</span>
      ) : (
        <div className={changeClasses.stack}>
          <div className={fields.grid}>
            <Select
              label={t("form.answerAs")}
              data={[
                { value: "http", label: "HTTP" },
                { value: "grpc", label: "gRPC" },
              ]}
              value={isGrpc ? "grpc" : "http"}
              onChange={(value) => {
                const { percent } = abort;
                const status =
                  value === "grpc" ? { grpcStatus: "UNAVAILABLE" as const } : { httpStatus: 503 };
                onIntent({ ...intent, abort: { percent, ...status } });
              }}
              allowDeselect={false}
              size="xs"
            />
            {isGrpc ? (
              <Select
                label={t("field.abort_grpcStatus")}
                data={[...grpcStatuses]}
                value={abort.grpcStatus ?? null}
                onChange={(value) => {
                  const grpcStatus = grpcStatuses.find((one) => one === value);
                  onIntent({ ...intent, abort: { percent: abort.percent, grpcStatus } });
                }}
                allowDeselect={false}
                searchable
                size="xs"
              />
            ) : (
              <NumberField
                label={t("field.abort_httpStatus")}
                value={abort.httpStatus}
                onValue={(httpStatus) =>
                  onIntent({
                    ...intent,
                    abort: { percent: abort.percent, httpStatus: httpStatus ?? Number.NaN },
                  })
                }
                error={issueAt(issues, "abort.httpStatus")}
                isRequired
              />
            )}
          </div>
          <PercentField
            label={t("field.abort_percent")}
            percent={abort.percent}
            onPercent={(percent) => onIntent({ ...intent, abort: { ...abort, percent } })}
            ofRequestsPerSecond={rateOf(props)}
            error={issueAt(issues, "abort.percent")}
          />
          {isGrpc ? <Advice>{t("form.grpcAdvice")}</Advice> : null}
        </div>
      )}
    </Section>
  );
}
