"use client";
import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "use-intl";
import { isActive, type CanaryView } from "./canary-view";
import { EndingCard } from "./ending-card";
import { EventList } from "./event-list";
import { EvidenceSection } from "./evidence-section";
import { PauseCard } from "./pause-card";
import { PlanFacts, RunChanges } from "./plan-facts";
import { RouteNow } from "./route-now";
import { RunActions } from "./run-actions";
import { RunGates } from "./run-gates";
import { RunStateBadge } from "./run-state-badge";
import classes from "./run.module.css";
import { StageTimeline } from "./stage-timeline";
import { useRunWords } from "./use-run-words";
import changeClasses from "@/components/changes/changes.module.css";
import { useLiveRuns } from "@/components/delivery/use-live-runs";
import { useTRPC } from "@/components/query/trpc";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { Section } from "@/components/ui/section";
import { formatInstant } from "@/lib/format/duration";

/** Times that are left go down also while nothing is saved. */
const clockMs = 10_000;

/** A canary while it runs and afterwards. */
export function RunScreen({ runId }: { runId: string }) {
  const t = useTranslations("canaries");
  const trpc = useTRPC();
  const live = useLiveRuns();
  const locale = useLocale();
  const query = useQuery(
    trpc.canaries.read.queryOptions(
      { runId },
      {
        refetchInterval: ({ state }) =>
          state.data !== undefined && !isActive(state.data.data)
            ? false
            : live.refetchMs === false
              ? clockMs
              : Math.min(live.refetchMs, 2000),
      },
    ),
  );
  const view = query.data?.data;
  return (
    <>
      <PageHeader
        title={view === undefined ? t("title") : titleOf(view, t)}
        badges={view === undefined ? undefined : <RunStateBadge {...view.run} />}
        subtitle={
          view === undefined ? undefined : (
            <>
              <ServiceLink view={view} /> ·{" "}
              {t("run.begun", {
                time: formatInstant(view.run.startedAtMs ?? view.run.createdAtMs, locale),
                name: view.run.createdBy,
              })}
            </>
          )
        }
        answer={query.data}
        updatedAtMs={query.dataUpdatedAt}
      />
      <QueryBoundary query={query}>{(data) => <RunParts view={data} />}</QueryBoundary>
    </>
  );
}

function titleOf({ body }: CanaryView, t: ReturnType<typeof useTranslations<"canaries">>): string {
  const { service, canary } = body.plan;
  return t("run.title", { service: `${service.namespace}/${service.name}`, canary: canary.name });
}

function ServiceLink({ view }: { view: CanaryView }) {
  const href = useViewHref();
  const { namespace, name } = view.body.plan.service;
  return (
    <Link className={classes.link} href={href(`/services/${namespace}/${name}`)}>
      {namespace}/{name}
    </Link>
  );
}

function RunParts({ view }: { view: CanaryView }) {
  const t = useTranslations("canaries");
  return (
    <div className={changeClasses.stack}>
      {isActive(view) ? <RunNow view={view} /> : null}
      <RunGates view={view} />
      {view.body.pending?.error === undefined ? null : (
        <div className={changeClasses.notice} data-tone="force" role="status">
          <p className={changeClasses.noticeTitle}>
            {t("run.writeFails", { attempt: view.body.pending.attempt })}
          </p>
          <span className={changeClasses.value}>{view.body.pending.error}</span>
        </div>
      )}
      <PauseCard view={view} />
      <EndingCard view={view} />
      <Section title={t("timeline.title")}>
        <div className={classes.progress}>
          <StageTimeline view={view} />
          {isActive(view) || view.route !== undefined ? <RouteNow view={view} /> : null}
        </div>
      </Section>
      <EvidenceSection view={view} />
      <div className={changeClasses.columns}>
        <EventList view={view} />
        <div className={changeClasses.stack}>
          <PlanFacts view={view} />
          <RunChanges view={view} />
        </div>
      </div>
    </div>
  );
}

/** The run in words, and what a person may do with it. */
function RunNow({ view }: { view: CanaryView }) {
  const t = useTranslations("canaries");
  const words = useRunWords()(view);
  return (
    <section className={classes.head} aria-label={t("run.now")}>
      <p className={classes.headline} aria-live="polite">
        <strong>{words.place}</strong>
        {words.evidence === undefined ? null : <span>{words.evidence}</span>}
        {words.needs === undefined ? null : <span>{words.needs}</span>}
        {words.next === undefined ? null : <span className={classes.muted}>{words.next}</span>}
      </p>
      <RunActions view={view} />
    </section>
  );
}
