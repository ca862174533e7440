"use client";
import type { ReactNode } from "react";
import { useLocale, useTranslations } from "use-intl";
import { CompareTable } from "./compare-table";
import classes from "./delivery.module.css";
import { rowTarget } from "./row-path";
import { StateBadge } from "./state-badge";
import { useCode, useFaultWords } from "./use-evidence-words";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { Section } from "@/components/ui/section";
import type { ComparedRun } from "@/lib/delivery/compared-run";
import { runDurationMs } from "@/lib/delivery/list-row";
import { formatAge, formatInstant } from "@/lib/format/duration";
import { formatEvidence } from "@/lib/format/evidence";

type Sides = { readonly left: ComparedRun; readonly right: ComparedRun };

/** How both ended, why, how long they took, and what was concluded. */
export function CompareFacts({ left, right, nowMs }: Sides & { readonly nowMs: number }) {
  const t = useTranslations("delivery");
  const locale = useLocale();
  const code = useCode();
  const faultWords = useFaultWords();
  const fact = (key: string, name: string, of: (run: ComparedRun) => ReactNode) => {
    const sides = { left: of(left), right: of(right) };
    return sides.left === undefined && sides.right === undefined ? [] : [{ key, name, ...sides }];
  };
  const rows = [
    ...fact("run", t("message.field.run"), (run) => <RunLink run={run} />),
    ...fact("outcome", t("compare.outcome"), ({ row }) => <StateBadge row={row} />),
    ...fact("why", t("compare.why"), ({ row }) => {
      const reason = row.endingReason ?? row.pauseReason;
      return reason === undefined ? undefined : <Sentence>{code("reason", reason)}</Sentence>;
    }),
    ...fact("verdict", t("compare.verdict"), ({ row }) =>
      row.canaryEvidence === undefined ? undefined : (
        <Sentence>{code("verdict", row.canaryEvidence.reason)}</Sentence>
      ),
    ),
    ...fact("against", t("compare.against"), ({ row: { canaryEvidence: one } }) =>
      one === undefined
        ? undefined
        : t("compare.ofLimit", {
            value: formatEvidence(one.rollbackE),
            limit: formatEvidence(one.rollbackLimit),
          }),
    ),
    ...fact("for", t("compare.forIt"), ({ row: { canaryEvidence: one } }) =>
      one === undefined
        ? undefined
        : t("compare.ofLimit", {
            value: formatEvidence(one.promotionE),
            limit: formatEvidence(one.promotionLimit),
          }),
    ),
    ...fact("fault", t("kind.fault"), ({ row }) =>
      row.fault === undefined ? undefined : faultWords(row.fault),
    ),
    ...fact("achieved", t("compare.achieved"), ({ achieved }) =>
      achieved === undefined
        ? undefined
        : t("compare.achievedOf", {
            hit: achieved.aborted + achieved.delayed,
            requests: achieved.requests,
          }),
    ),
    ...fact("started", t("column.started"), ({ row }) =>
      row.startedAtMs === undefined ? undefined : formatInstant(row.startedAtMs, locale),
    ),
    ...fact("duration", t("column.duration"), ({ row }) => {
      const ms = runDurationMs(row, nowMs);
      return ms === undefined ? undefined : formatAge(ms);
    }),
    ...fact("by", t("column.by"), ({ row }) => row.createdBy),
    ...fact("conclusion", t("compare.conclusion"), ({ conclusion }) => conclusion),
  ];
  return (
    <Section title={t("compare.facts")} flush>
      <CompareTable caption={t("compare.facts")} name={t("compare.field")} rows={rows} />
    </Section>
  );
}

/** Words that stand inside a line elsewhere; here they begin one. */
function Sentence({ children }: { children: string }) {
  return <span className={classes.sentence}>{children}</span>;
}

function RunLink({ run }: { run: ComparedRun }) {
  const href = useViewHref();
  const { path, params } = rowTarget(run.row);
  return (
    <Link className={classes.link} href={href(path, params)}>
      {run.title}
    </Link>
  );
}
