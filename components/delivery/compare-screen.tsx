"use client";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { parseAsArrayOf, parseAsString, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import { CompareEvidence } from "./compare-evidence";
import { CompareFacts } from "./compare-facts";
import { ComparePlans } from "./compare-plans";
import { CompareTimeline } from "./compare-timeline";
import classes from "./delivery.module.css";
import { useLiveRuns } from "./use-live-runs";
import { useTRPC } from "@/components/query/trpc";
import { useViewHref } from "@/components/query/use-view-href";
import { EmptyState } from "@/components/ui/empty-state";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";

/** Two runs side by side: how they ended and why, what they counted, and where their plans differ. */
export function CompareScreen() {
  const t = useTranslations("delivery");
  const trpc = useTRPC();
  const href = useViewHref();
  const { refetchMs } = useLiveRuns();
  const [runs] = useQueryState("runs", parseAsArrayOf(parseAsString).withDefault([]));
  const [left = "", right = ""] = runs;
  const isComplete = left !== "" && right !== "";
  const query = useQuery(
    trpc.delivery.compare.queryOptions(
      { runs: [left, right] },
      { enabled: isComplete, refetchInterval: refetchMs },
    ),
  );
  const back = (
    <Button component={Link} href={href("/delivery")} size="xs" variant="default">
      {t("compare.missing.action")}
    </Button>
  );
  if (!isComplete) {
    return (
      <>
        <PageHeader title={t("compare.title")} />
        <EmptyState title={t("compare.missing.title")} reason={t("compare.missing.reason")} action={back} />
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={t("compare.title")}
        subtitle={
          query.data === undefined
            ? "\u00a0"
            : `${query.data.data.left.title} · ${query.data.data.right.title}`
        }
        updatedAtMs={query.dataUpdatedAt}
        actions={back}
      />
      <QueryBoundary query={query}>
        {({ left: one, right: other, differences, nowMs }) => (
          <div className={classes.stack}>
            <CompareFacts left={one} right={other} nowMs={nowMs} />
            <CompareEvidence left={one} right={other} />
            <ComparePlans differences={differences} />
            <CompareTimeline left={one} right={other} />
          </div>
        )}
      </QueryBoundary>
    </>
  );
}
