"use client";
import type { ReactNode } from "react";
import { DataAge } from "./data-age";
import { MeasuredBy } from "./measured-by";
import classes from "./page-header.module.css";
import type { Evidence } from "@/lib/evidence";

type Props = {
  title: ReactNode;
  subtitle?: ReactNode;
  badges?: ReactNode;
  actions?: ReactNode;
  answer?: { readonly evidence: readonly Evidence[] } | undefined;
  updatedAtMs?: number;
};

/** A page's title, its data's age, and how its figures were measured. */
export function PageHeader({ title, subtitle, badges, actions, answer, updatedAtMs }: Props) {
  return (
    <header className={classes.header}>
      <div className={classes.titles}>
        <h1 className={classes.title}>
          {title}
          {badges}
        </h1>
        {subtitle === undefined ? null : <div className={classes.subtitle}>{subtitle}</div>}
      </div>
      <div className={classes.side}>
        {updatedAtMs === undefined ? null : <DataAge className={classes.age} updatedAtMs={updatedAtMs} />}
        {answer === undefined ? null : <MeasuredBy evidence={answer.evidence} />}
        {actions}
      </div>
    </header>
  );
}
