import type { ReactNode } from "react";
import classes from "./stat.module.css";

/** One figure with its name; `note` says what it is compared with. */
export function Stat({ label, children, note }: { label: string; children: ReactNode; note?: ReactNode }) {
  return (
    <div className={classes.stat}>
      <div className={classes.label}>{label}</div>
      <div className={classes.value}>{children}</div>
      {note === undefined ? null : <div className={classes.note}>{note}</div>}
    </div>
  );
}
