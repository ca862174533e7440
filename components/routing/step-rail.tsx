"use client";
import { IconCheck } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import classes from "./routing.module.css";
import { splitSteps, type SplitStep } from "./use-split-state";

/** Where the person is in the wizard; done steps lead back until something has been written. */
export function StepRail({ step, onGo }: { step: SplitStep; onGo: (step: SplitStep) => void }) {
  const t = useTranslations("routing");
  const at = splitSteps.indexOf(step);
  return (
    <nav aria-label={t("wizard.steps")}>
      <ol className={classes.steps}>
        {splitSteps.map((name, index) => {
          const state = index < at ? "done" : index === at ? "current" : "next";
          return (
            <li key={name}>
              <button
                type="button"
                className={classes.step}
                data-state={state}
                disabled={state !== "done" || step === "verify"}
                aria-current={state === "current" ? "step" : undefined}
                onClick={() => onGo(name)}
              >
                <span className={classes.number}>
                  {state === "done" ? <IconCheck size={13} aria-hidden /> : index + 1}
                </span>
                {t(`step.${name}`)}
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
