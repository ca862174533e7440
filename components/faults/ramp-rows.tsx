"use client";
import { ActionIcon, Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import type { PlanIssue } from "./check-plan";
import classes from "./faults.module.css";
import type { Ramp } from "./ramp-presets";
import { NumberField } from "@/components/routing/fields/number-field";

const maxStages = 10;

type Props = {
  readonly ramp: Ramp;
  readonly fullPercent: number | undefined;
  readonly onRamp: (next: Ramp) => void;
  readonly issues: readonly PlanIssue[];
};

/** The stages before the full strength, as percentages of requests; the plan keeps them as shares. */
export function RampRows({ ramp, fullPercent, onRamp, issues }: Props) {
  const t = useTranslations("faults.ramp");
  const full = fullPercent ?? 100;
  const change = (index: number, next: Partial<Ramp[number]>) =>
    onRamp(ramp.map((stage, at) => (at === index ? { ...stage, ...next } : stage)));
  const errorAt = (path: string) => issues.find((issue) => issue.path === path)?.message;
  const last = ramp.at(-1);
  return (
    <div className={classes.rampRows}>
      {ramp.map((stage, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a stage is its place: two may be equal while typed
        <div key={index} className={classes.rampRow}>
          <span className={classes.rampNo}>{t("stageNo", { index: index + 1 })}</span>
          <NumberField
            ariaLabel={t("strengthOf", { index: index + 1 })}
            value={typeof stage.share === "number" ? round(stage.share * full) : undefined}
            onValue={(percent) =>
              change(index, { share: percent === undefined ? Number.NaN : percent / full })
            }
            unit="%"
            decimals={3}
            error={errorAt(`ramp.${index}.share`)}
          />
          <span>{t("for")}</span>
          <NumberField
            ariaLabel={t("secondsOf", { index: index + 1 })}
            value={stage.seconds}
            onValue={(seconds) => change(index, { seconds: seconds ?? Number.NaN })}
            unit="s"
            error={errorAt(`ramp.${index}.seconds`)}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("remove", { index: index + 1 })}
            onClick={() => onRamp(ramp.filter((_, at) => at !== index))}
          >
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="compact-xs"
        variant="default"
        w="max-content"
        disabled={ramp.length >= maxStages}
        onClick={() =>
          onRamp([
            ...ramp,
            { share: last === undefined ? 0.1 : (last.share + 1) / 2, seconds: last?.seconds ?? 30 },
          ])
        }
      >
        {t("add")}
      </Button>
    </div>
  );
}

function round(percent: number): number {
  return Math.round(percent * 1e4) / 1e4;
}
