"use client";
import { ActionIcon, Textarea, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import type { CanaryDraft } from "./canary-draft";
import classes from "./canaries.module.css";
import { ObjectiveField } from "./objective-field";

type PromqlMetric = Extract<CanaryDraft["metrics"][number], { kind: "promql" }>;

type Props = {
  readonly metric: PromqlMetric;
  /** undefined takes the metric out. */
  readonly onMetric: (next: PromqlMetric | undefined) => void;
  readonly errorAt: (
    field: "" | "name" | "badQuery" | "totalQuery" | "objectivePercent",
  ) => string | undefined;
};

/** Two counters of one's own: bad events and all events, each for the version that `$version` stands for. */
export function PromqlFields({ metric, onMetric, errorAt }: Props) {
  const t = useTranslations("canaries");
  return (
    <fieldset className={classes.promql}>
      <legend className="hd-visually-hidden">{t("promql.title", { name: metric.name })}</legend>
      <div className={classes.promqlHead}>
        <TextInput
          label={t("promql.name")}
          value={metric.name}
          onChange={(event) => onMetric({ ...metric, name: event.currentTarget.value })}
          error={errorAt("name") ?? errorAt("")}
          maxLength={80}
          withAsterisk
          size="xs"
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t("promql.remove", { name: metric.name })}
          onClick={() => onMetric(undefined)}
        >
          <IconX size={14} aria-hidden />
        </ActionIcon>
      </div>
      {(["badQuery", "totalQuery"] as const).map((field) => (
        <Textarea
          key={field}
          label={t(`promql.${field}`)}
          placeholder={t(`promql.${field}Example`)}
          value={metric[field]}
          onChange={(event) => onMetric({ ...metric, [field]: event.currentTarget.value })}
          error={errorAt(field)}
          classNames={{ input: classes.mono ?? "" }}
          autosize
          minRows={1}
          maxRows={6}
          maxLength={4000}
          withAsterisk
          size="xs"
        />
      ))}
      <span className={classes.note}>{t("promql.hint")}</span>
      <div className={classes.short}>
        <ObjectiveField
          label={t("promql.objective")}
          metric={metric}
          onMetric={onMetric}
          error={errorAt("objectivePercent")}
        />
      </div>
    </fieldset>
  );
}
