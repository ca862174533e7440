import type { ReactNode } from "react";
import classes from "./section.module.css";

/** A titled card. */
export function Section({
  title,
  actions,
  children,
  flush = false,
}: {
  title: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  flush?: boolean;
}) {
  return (
    <section className={classes.section}>
      <div className={classes.head}>
        <h2 className={classes.title}>{title}</h2>
        {actions === undefined ? null : <div className={classes.actions}>{actions}</div>}
      </div>
      <div className={classes.body} data-flush={flush}>
        {children}
      </div>
    </section>
  );
}
