"use client";
import { Button, Checkbox, Group, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState, type SyntheticEvent } from "react";
import { useTranslations } from "use-intl";
import { localTimeFromMs, msFromLocalTime } from "./local-time";
import { spanText } from "./plan-figures";
import { runPath } from "./run-path";
import type { ExperimentPreview } from "./use-plan-preview";
import changeClasses from "@/components/changes/changes.module.css";
import { useKeptText } from "@/components/changes/use-kept-text";
import { WriteError } from "@/components/changes/write-error";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { Section } from "@/components/ui/section";
import type { ExperimentPlan } from "@/lib/faults/experiment-plan";

type Props = {
  readonly plan: ExperimentPlan;
  readonly preview: ExperimentPreview;
  readonly isCurrent: boolean;
  readonly readOnlyReason: string | undefined;
  readonly onBack: () => void;
};

/** The reason, the time, the confirmation where one is needed, and the button that starts. */
export function LaunchForm({ plan, preview, isCurrent, readOnlyReason, onBack }: Props) {
  const t = useTranslations("faults.launch");
  const { service } = plan.fault;
  const [reason, setReason] = useKeptText(`heddle.experiment.${service.namespace}/${service.name}`);
  const [isForced, setForced] = useState(false);
  const [isAsked, setAsked] = useState(false);
  /** A local time; undefined for at once. */
  const [at, setAt] = useState<string>();
  const start = useStart(() => setReason(""));
  const failing = preview.preflight.filter(({ state }) => state === "fail");
  const isStopped = failing.some(({ isBlocking }) => isBlocking);
  const needsForce = !isStopped && failing.length > 0;
  const startAtMs = at === undefined ? undefined : msFromLocalTime(at);
  const isTimeMissing = at !== undefined && startAtMs === undefined;
  const isReasonMissing = reason.trim() === "";
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setAsked(true);
    if (isReasonMissing || isTimeMissing) return;
    start.mutate(plan, { reason, force: isForced, ...(startAtMs === undefined ? {} : { startAtMs }) });
  };
  return (
    <Section title={t("title")}>
      <form onSubmit={submit} className={changeClasses.stack} noValidate>
        <Notices preview={preview} isStopped={isStopped} readOnlyReason={readOnlyReason} />
        <Textarea
          label={t("reason")}
          description={t("reasonHint")}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          autosize
          minRows={1}
          maxRows={4}
          maxLength={2000}
          withAsterisk
          error={isAsked && isReasonMissing && !start.isPending ? t("reasonMissing") : undefined}
        />
        <WhenFields
          plan={plan}
          at={at}
          onAt={setAt}
          error={isAsked && isTimeMissing ? t("timeMissing") : undefined}
        />
        {needsForce ? (
          <Checkbox
            checked={isForced}
            onChange={(event) => setForced(event.currentTarget.checked)}
            label={t("force", { count: failing.length })}
          />
        ) : null}
        <Group gap={8}>
          <Button
            type="submit"
            color="red.9"
            loading={start.isPending}
            disabled={!isCurrent || isStopped || readOnlyReason !== undefined || (needsForce && !isForced)}
          >
            {t(at === undefined ? "start" : "startAt")}
          </Button>
          <Button variant="default" onClick={onBack} disabled={start.isPending}>
            {t("back")}
          </Button>
        </Group>
        {start.error === null ? null : <WriteError error={start.error} />}
      </form>
    </Section>
  );
}

type NoticeProps = Pick<Props, "preview" | "readOnlyReason"> & { readonly isStopped: boolean };

/** What keeps the experiment from beginning beyond its own fields. */
function Notices({ preview, isStopped, readOnlyReason }: NoticeProps) {
  const t = useTranslations("faults.launch");
  return (
    <>
      {readOnlyReason === undefined ? null : (
        <div className={changeClasses.notice} role="status">
          {t("readOnly", { reason: readOnlyReason })}
        </div>
      )}
      {preview.needsApproval ? (
        <div className={changeClasses.notice} data-tone="force" role="status">
          {t("needsApproval")}
        </div>
      ) : null}
      {isStopped ? (
        <div className={changeClasses.notice} data-tone="stop" role="alert">
          {t("stopped")}
        </div>
      ) : null}
    </>
  );
}

type WhenProps = {
  readonly plan: ExperimentPlan;
  readonly at: string | undefined;
  readonly onAt: (at: string | undefined) => void;
  readonly error: string | undefined;
};

function WhenFields({ plan, at, onAt, error }: WhenProps) {
  const t = useTranslations("faults.launch");
  return (
    <Group gap={12} align="center">
      <SegmentedControl
        size="xs"
        aria-label={t("when")}
        value={at === undefined ? "now" : "at"}
        onChange={(value) => onAt(value === "at" ? localTimeFromMs(Date.now() + 60 * 60_000) : undefined)}
        data={[
          { value: "now", label: t("now") },
          { value: "at", label: t("at") },
        ]}
      />
      {at === undefined ? null : (
        <TextInput
          size="xs"
          type="datetime-local"
          aria-label={t("atTime")}
          value={at}
          onChange={(event) => onAt(event.currentTarget.value)}
          error={error}
        />
      )}
      <span className={changeClasses.muted}>
        {t(plan.steadyMs > 0 ? "firstSteady" : "firstWrite", {
          steady: spanText(plan.steadyMs),
          time: spanText(plan.durationMs),
        })}
      </span>
    </Group>
  );
}

function useStart(onStarted: () => void) {
  const trpc = useTRPC();
  const router = useRouter();
  const href = useViewHref();
  const { cluster } = useScope();
  const start = useMutation(
    trpc.faults.start.mutationOptions({
      onSuccess: ({ runId }) => {
        onStarted();
        router.push(href(runPath("fault", runId)));
      },
    }),
  );
  return {
    isPending: start.isPending || start.isSuccess,
    error: start.error,
    mutate: (plan: ExperimentPlan, how: { reason: string; force: boolean; startAtMs?: number }) =>
      start.mutate({ cluster, plan, ...how }),
  };
}
