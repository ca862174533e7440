"use client";
import { Suspense, useEffect, useRef, type ReactNode } from "react";
import { useTranslations } from "use-intl";
import { StepRail, type RailStep } from "./step-rail";
import classes from "./wizard.module.css";
import { PageHeader } from "@/components/ui/page-header";
import { PageSkeleton } from "@/components/ui/page-skeleton";

type Props<S extends string> = {
  readonly title: string;
  readonly subtitle?: string | undefined;
  readonly steps: readonly RailStep<S>[];
  readonly step: S;
  readonly onGo: (step: S) => void;
  readonly children: ReactNode;
};

/** What every wizard has around its step: title, rail, and a heading that takes the focus when the step changes. */
export function WizardFrame<S extends string>({ title, subtitle, steps, step, onGo, children }: Props<S>) {
  const t = useTranslations("routing");
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    // The browser's focus: left alone when the page opens, moved when a step follows another.
    if (shown.current === step) return;
    shown.current = step;
    heading.current?.focus();
  }, [step]);
  const index = steps.findIndex(({ id }) => id === step);
  return (
    <>
      <PageHeader title={title} subtitle={subtitle} />
      <StepRail steps={steps} step={step} onGo={onGo} />
      <h2 ref={heading} tabIndex={-1} className={classes.heading}>
        <span className={classes.count}>{t("wizard.stepOf", { index: index + 1, count: steps.length })}</span>{" "}
        {steps[index]?.heading}
      </h2>
      <Suspense fallback={<PageSkeleton />}>{children}</Suspense>
    </>
  );
}
