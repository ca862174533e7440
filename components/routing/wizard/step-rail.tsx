"use client";
import { IconCheck } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import classes from "./wizard.module.css";

export type RailStep<S extends string> = {
  readonly id: S;
  readonly label: string;
  /** What the step is about, in a few words more. */
  readonly heading: string;
};

type Props<S extends string> = {
  readonly steps: readonly RailStep<S>[];
  readonly step: S;
  readonly onGo: (step: S) => void;
};

/** Where the person is in the wizard; done steps lead back until something has been written. */
export function StepRail<S extends string>({ steps, step, onGo }: Props<S>) {
  const t = useTranslations("routing");
  const at = steps.findIndex(({ id }) => id === step);
  const isOver = at === steps.length - 1;
  return (
    <nav aria-label={t("wizard.steps")}>
      <ol className={classes.steps}>
        {steps.map(({ id, label }, index) => {
          const state = index < at ? "done" : index === at ? "current" : "next";
          return (
            <li key={id}>
              <button
                type="button"
                className={classes.step}
                data-state={state}
                disabled={state !== "done" || isOver}
                aria-current={state === "current" ? "step" : undefined}
                onClick={() => onGo(id)}
              >
                <span className={classes.number}>
                  {state === "done" ? <IconCheck size={13} aria-hidden /> : index + 1}
                </span>
                {label}
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
