"use client";
import { Link } from "@/components/ui/link";
import { useTranslations } from "use-intl";
import classes from "./changes.module.css";
import { useViewHref } from "@/components/query/use-view-href";
import { Measure } from "@/components/ui/measure";
import type { AffectedCaller } from "@/lib/changes/change-set";

/** Who sends requests to the service now, busiest first. */
export function CallerTable({ callers }: { callers: readonly AffectedCaller[] | undefined }) {
  const t = useTranslations("changes");
  const href = useViewHref();
  if (callers === undefined) return <span className={classes.muted}>{t("callers.unknown")}</span>;
  if (callers.length === 0) return <span className={classes.muted}>{t("callers.none")}</span>;
  return (
    <div className={classes.scroll} tabIndex={0} role="region" aria-label={t("callers.title")}>
      <table className={classes.table}>
        <tbody>
          {callers.map(({ namespace, workload, requestsPerSecond }) => (
            <tr key={`${namespace}/${workload}`}>
              <td>
                <Link
                  className={classes.link}
                  href={href(`/workloads/${encodeURIComponent(namespace)}/${encodeURIComponent(workload)}`)}
                >
                  {namespace}/{workload}
                </Link>
              </td>
              <td data-align="end">
                <Measure value={requestsPerSecond} unit="rps" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
