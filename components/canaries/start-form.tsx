"use client";
import { Button, Checkbox, Group, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState, type SyntheticEvent } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { CanaryOptions } from "./canary-draft";
import classes from "./canaries.module.css";
import { localText, timeFromLocalText } from "./edit-steps";
import type { CanaryPreview } from "./stage-table";
import changeClasses from "@/components/changes/changes.module.css";
import { useKeptText } from "@/components/changes/use-kept-text";
import { WriteError } from "@/components/changes/write-error";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { Section } from "@/components/ui/section";
import { StatusShape } from "@/components/ui/status-shape";
import type { CanaryPlan } from "@/lib/canaries/plan";
import { formatInstant } from "@/lib/format/duration";

type Props = {
  readonly plan: CanaryPlan | undefined;
  readonly options: CanaryOptions;
  /** Absent while it is computed for what was typed last: nothing is begun on an older one. */
  readonly preview: CanaryPreview | undefined;
  readonly onBack: () => void;
};

/** The reason, the confirmation where one is needed, the time, and the button that begins the run. */
export function StartForm({ plan, options, preview, onBack }: Props) {
  const t = useTranslations("canaries");
  const trpc = useTRPC();
  const router = useRouter();
  const href = useViewHref();
  const { cluster } = useScope();
  const { namespace, name } = options.service;
  const [reason, setReason] = useKeptText(`heddle.canary.reason.${namespace}/${name}`);
  const [startAtMs, setStartAt] = useState<number>();
  const [isForced, setForced] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const start = useMutation(
    trpc.canaries.start.mutationOptions({
      onSuccess: ({ runId }) => {
        setReason("");
        router.push(href(`/delivery/canary/${runId}`));
      },
    }),
  );
  const { needsForce, isStopped } = standing(preview);
  const isMissing = reason.trim() === "";
  const isTimeMissing = startAtMs !== undefined && !Number.isFinite(startAtMs);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setAsked(true);
    if (plan === undefined || isMissing || isTimeMissing) return;
    start.mutate({
      cluster,
      plan,
      reason,
      force: isForced,
      ...(startAtMs === undefined ? {} : { startAtMs }),
    });
  };
  const isReady = plan !== undefined && preview !== undefined;
  return (
    <Section title={t("start.title")}>
      <form onSubmit={submit} className={changeClasses.stack} noValidate>
        <Gates options={options} needsApproval={preview?.needsApproval ?? options.needsApproval} />
        <Textarea
          label={t("start.reason")}
          description={t("start.reasonHint")}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          autosize
          minRows={1}
          maxRows={4}
          maxLength={2000}
          withAsterisk
          error={isAsked && isMissing ? t("start.reasonMissing") : undefined}
        />
        <div className={classes.inline}>
          <Checkbox
            label={t("start.later")}
            checked={startAtMs !== undefined}
            onChange={(event) => setStartAt(event.currentTarget.checked ? Number.NaN : undefined)}
          />
          {startAtMs === undefined ? null : (
            <TextInput
              type="datetime-local"
              aria-label={t("start.laterAt")}
              value={localText(startAtMs)}
              onChange={(event) => setStartAt(timeFromLocalText(event.currentTarget.value))}
              error={isAsked && isTimeMissing ? t("start.laterMissing") : undefined}
              size="xs"
            />
          )}
        </div>
        {needsForce ? (
          <Checkbox
            checked={isForced}
            onChange={(event) => setForced(event.currentTarget.checked)}
            label={t("start.force")}
          />
        ) : null}
        <Group gap={8}>
          <Button
            type="submit"
            loading={start.isPending}
            disabled={
              !isReady || isStopped || options.readOnlyReason !== undefined || (needsForce && !isForced)
            }
          >
            {t(startAtMs === undefined ? "start.button" : "start.buttonLater")}
          </Button>
          <Button variant="default" onClick={onBack} disabled={start.isPending}>
            {t("wizard.back")}
          </Button>
        </Group>
        {start.error === null ? null : <WriteError error={start.error} />}
      </form>
    </Section>
  );
}

/** What the preview has against a start: something that a person may overrule, or something that nobody may. */
function standing(preview: CanaryPreview | undefined): { needsForce: boolean; isStopped: boolean } {
  const severities: readonly string[] = [
    ...(preview?.obstacles ?? []).map(({ severity }) => severity),
    ...(preview?.first?.blockers ?? []).map(({ severity }) => severity),
  ];
  return {
    needsForce: severities.some((severity) => severity === "force" || severity === "warn"),
    isStopped: severities.includes("stop"),
  };
}

function Gates({ options, needsApproval }: { options: CanaryOptions; needsApproval: boolean }) {
  const t = useTranslations("canaries");
  const locale = useLocale();
  const { freeze, readOnlyReason } = options;
  const notice = (tone: "stop" | "force", title: string, text: string) => (
    <div className={changeClasses.notice} data-tone={tone} role="status">
      <p className={changeClasses.noticeTitle}>
        <StatusShape tone={tone === "stop" ? "failing" : "degraded"} />
        {title}
      </p>
      {text}
    </div>
  );
  return (
    <>
      {readOnlyReason === undefined ? null : notice("stop", t("start.readOnly"), readOnlyReason)}
      {freeze === undefined
        ? null
        : notice(
            "force",
            t("start.frozen", { name: freeze.name }),
            freeze.endMs === undefined
              ? t("start.frozenNoEnd")
              : t("start.frozenUntil", { time: formatInstant(freeze.endMs, locale) }),
          )}
      {needsApproval ? notice("force", t("start.approval"), t("start.approvalHint")) : null}
    </>
  );
}
