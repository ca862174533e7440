import type { ReactNode } from "react";
import classes from "./fields.module.css";

/** What a person should know before going on, beside the fields that it is about. */
export function Advice({ tone = "note", children }: { tone?: "note" | "warn"; children: ReactNode }) {
  return (
    <div className={classes.advice} data-tone={tone}>
      {children}
    </div>
  );
}
