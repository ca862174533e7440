import classes from "./changes.module.css";
import { StatusShape } from "@/components/ui/status-shape";
import type { ShownError } from "@/components/ui/error-state";

/** A refused plan or write, in its own words, with the way out. */
export function WriteError({ error }: { error: ShownError }) {
  return (
    <div className={classes.notice} data-tone="stop" role="alert">
      <p className={classes.noticeTitle}>
        <StatusShape tone="failing" />
        {error.message}
      </p>
      {error.data?.hint === undefined ? null : <span>{error.data.hint}</span>}
    </div>
  );
}
