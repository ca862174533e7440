"use client";
import { Button } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useTranslations } from "use-intl";
import { KillSwitch } from "./kill-switch";
import changeClasses from "@/components/changes/changes.module.css";
import { LiveMark } from "@/components/delivery/live-mark";
import { useLiveRuns } from "@/components/delivery/use-live-runs";
import { useViewHref } from "@/components/query/use-view-href";
import { useShell } from "@/components/shell/use-shell";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";
import { PageSkeleton } from "@/components/ui/page-skeleton";

const PastList = lazy(async () => ({ default: (await import("./past-list")).PastList }));
const TemplateList = lazy(async () => ({ default: (await import("./template-list")).TemplateList }));
const ScheduleList = lazy(async () => ({ default: (await import("./schedule-list")).ScheduleList }));

/** Everything about experiments beside one run: those of the past, templates, schedules, and the kill switch. */
export function ExperimentsScreen() {
  const t = useTranslations("faults.list");
  const href = useViewHref();
  const { isLive, refetchMs } = useLiveRuns();
  const isReadOnly = useShell().data?.readOnlyReason !== undefined;
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("what")}
        badges={<LiveMark isLive={isLive} />}
        actions={
          <Button size="xs" component={Link} href={href("/delivery/experiment/new")}>
            {t("new")}
          </Button>
        }
      />
      <div className={changeClasses.stack}>
        <Suspense fallback={<PageSkeleton rows={8} />}>
          <PastList refetchMs={refetchMs} />
        </Suspense>
        <Suspense fallback={<PageSkeleton rows={4} />}>
          <ScheduleList isReadOnly={isReadOnly} />
        </Suspense>
        <Suspense fallback={<PageSkeleton rows={4} />}>
          <TemplateList isReadOnly={isReadOnly} />
        </Suspense>
        <KillSwitch />
      </div>
    </>
  );
}
