"use client";
import { Button, Group } from "@mantine/core";
import { useTranslations } from "use-intl";

type Props = {
  readonly nextLabel: string;
  /** Absent where the button submits the step's form. */
  readonly onNext?: () => void;
  readonly onBack?: () => void;
};

/** The way on and the way back, which every step of the plan has. */
export function StepActions({ nextLabel, onNext, onBack }: Props) {
  const t = useTranslations("faults.wizard");
  return (
    <Group gap={8}>
      <Button type={onNext === undefined ? "submit" : "button"} onClick={onNext}>
        {nextLabel}
      </Button>
      {onBack === undefined ? null : (
        <Button variant="default" onClick={onBack}>
          {t("back")}
        </Button>
      )}
    </Group>
  );
}
