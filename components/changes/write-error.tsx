import { usePhrases } from "@/components/ui/use-phrases";
import classes from "./changes.module.css";
import { StatusShape } from "@/components/ui/status-shape";
import type { ShownError } from "@/components/ui/error-state";

/** A refused plan or write, in its own words, with the way out. */
export function WriteError({ error }: { error: ShownError }) {
  const phrases = usePhrases();
  const hint = phrases.errorHint(error);
  return (
    <div className={classes.notice} data-tone="stop" role="alert">
      <p className={classes.noticeTitle}>
        <StatusShape tone="failing" />
        {phrases.error(error)}
      </p>
      {hint === undefined ? null : <span>{hint}</span>}
    </div>
  );
}
