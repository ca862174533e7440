"use client";
import { Button, Chip, Group, SegmentedControl, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { useTranslations } from "use-intl";
import classes from "./faults.module.css";
import { msFromLocalTime } from "./local-time";
import changeClasses from "@/components/changes/changes.module.css";
import { WriteError } from "@/components/changes/write-error";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { Section } from "@/components/ui/section";
import { StatusShape } from "@/components/ui/status-shape";
import { weekdays, type Weekday } from "@/lib/changes/freeze";
import type { ExperimentPlan } from "@/lib/faults/experiment-plan";
import type { ExperimentSchedule } from "@/lib/faults/schedule";

type Props = { readonly plan: ExperimentPlan; readonly readOnlyReason: string | undefined };

/** The same plan for later: under a name, or to begin by itself. */
export function KeepPlan({ plan, readOnlyReason }: Props) {
  const t = useTranslations("faults.keep");
  if (readOnlyReason !== undefined) return null;
  return (
    <Section title={t("title")}>
      <div className={classes.keep}>
        <KeepTemplate plan={plan} />
        <KeepSchedule plan={plan} />
      </div>
    </Section>
  );
}

function KeepTemplate({ plan }: { plan: ExperimentPlan }) {
  const t = useTranslations("faults.keep");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { cluster } = useScope();
  const [name, setName] = useState("");
  const [isAsked, setAsked] = useState(false);
  const save = useMutation(
    trpc.faults.templates.save.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.faults.templates.pathFilter()),
    }),
  );
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setAsked(true);
    if (name.trim() !== "") save.mutate({ cluster, name, plan });
  };
  return (
    <form onSubmit={submit} className={changeClasses.stack} noValidate>
      <h3 className={classes.partTitle}>{t("template")}</h3>
      <TextInput
        size="xs"
        label={t("name")}
        description={t("templateHint")}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={80}
        withAsterisk
        error={isAsked && name.trim() === "" ? t("nameMissing") : undefined}
      />
      <Group gap={8}>
        <Button type="submit" size="xs" variant="default" loading={save.isPending}>
          {t("saveTemplate")}
        </Button>
        {save.isSuccess ? <Saved name={save.variables.name} /> : null}
      </Group>
      {save.error === null ? null : <WriteError error={save.error} />}
    </form>
  );
}

function Saved({ name }: { name: string }) {
  const t = useTranslations("faults.keep");
  const href = useViewHref();
  return (
    <span className={classes.saved} role="status">
      <StatusShape tone="ok" />
      {t("saved", { name })}{" "}
      <Link className={changeClasses.link} href={href("/delivery/experiment")}>
        {t("openList")}
      </Link>
    </span>
  );
}

function KeepSchedule({ plan }: { plan: ExperimentPlan }) {
  const t = useTranslations("faults.keep");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { cluster } = useScope();
  const [name, setName] = useState("");
  const [reason, setReason] = useState("");
  const [draft, setDraft] = useState<ScheduleDraft>(firstDraft);
  const [isAsked, setAsked] = useState(false);
  const save = useMutation(
    trpc.faults.schedules.save.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.faults.schedules.pathFilter()),
    }),
  );
  const schedule = scheduleOf(draft);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setAsked(true);
    if (name.trim() === "" || reason.trim() === "" || schedule === undefined) return;
    save.mutate({ cluster, name, reason, plan, schedule });
  };
  return (
    <form onSubmit={submit} className={changeClasses.stack} noValidate>
      <h3 className={classes.partTitle}>{t("schedule")}</h3>
      <div className={classes.pair}>
        <TextInput
          size="xs"
          label={t("name")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={80}
          withAsterisk
          error={isAsked && name.trim() === "" ? t("nameMissing") : undefined}
        />
        <TextInput
          size="xs"
          label={t("reason")}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={2000}
          withAsterisk
          error={isAsked && reason.trim() === "" ? t("reasonMissing") : undefined}
        />
      </div>
      <ScheduleFields draft={draft} onDraft={setDraft} isWrong={isAsked && schedule === undefined} />
      <Group gap={8}>
        <Button type="submit" size="xs" variant="default" loading={save.isPending}>
          {t("saveSchedule")}
        </Button>
        {save.isSuccess ? <Saved name={save.variables.name} /> : null}
      </Group>
      {save.error === null ? null : <WriteError error={save.error} />}
    </form>
  );
}

type ScheduleDraft = {
  readonly kind: ExperimentSchedule["kind"];
  readonly days: readonly Weekday[];
  readonly time: string;
  readonly at: string;
};

const firstDraft: ScheduleDraft = { kind: "weekly", days: ["tue"], time: "10:00", at: "" };

/** What the form says, on the clocks of this person's place; undefined while something is missing. */
function scheduleOf({ kind, days, time, at }: ScheduleDraft): ExperimentSchedule | undefined {
  if (kind === "once") {
    const atMs = msFromLocalTime(at);
    return atMs === undefined ? undefined : { kind, atMs };
  }
  if (days.length === 0 || time === "") return undefined;
  return { kind, days: [...days], time, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone };
}

type FieldsProps = {
  readonly draft: ScheduleDraft;
  readonly onDraft: (next: ScheduleDraft) => void;
  readonly isWrong: boolean;
};

function ScheduleFields({ draft, onDraft, isWrong }: FieldsProps) {
  const t = useTranslations("faults.keep");
  return (
    <div className={classes.schedule}>
      <SegmentedControl
        size="xs"
        aria-label={t("schedule")}
        value={draft.kind}
        onChange={(kind) => onDraft({ ...draft, kind: kind === "once" ? "once" : "weekly" })}
        data={[
          { value: "weekly", label: t("weekly") },
          { value: "once", label: t("once") },
        ]}
      />
      {draft.kind === "once" ? (
        <TextInput
          size="xs"
          type="datetime-local"
          aria-label={t("onceAt")}
          value={draft.at}
          onChange={(event) => onDraft({ ...draft, at: event.currentTarget.value })}
          error={isWrong ? t("timeMissing") : undefined}
        />
      ) : (
        <>
          <Chip.Group
            multiple
            value={[...draft.days]}
            onChange={(days) => onDraft({ ...draft, days: weekdays.filter((day) => days.includes(day)) })}
          >
            <Group gap={4} role="group" aria-label={t("days")}>
              {weekdays.map((day) => (
                <Chip key={day} value={day} size="xs">
                  {t(`day.${day}`)}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          <TextInput
            size="xs"
            type="time"
            aria-label={t("time")}
            value={draft.time}
            onChange={(event) => onDraft({ ...draft, time: event.currentTarget.value })}
            error={isWrong ? t("daysMissing") : undefined}
          />
        </>
      )}
    </div>
  );
}
