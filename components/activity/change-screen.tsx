"use client";
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@/components/ui/link";
import { parseAsString, useQueryStates } from "nuqs";
import { useLocale, useTranslations } from "use-intl";
import { ContinueReview, UndoReview } from "./undo-review";
import { useChangeKind } from "./use-change-kind";
import { ChangeOutcome } from "@/components/changes/change-outcome";
import { ChangeStateBadge } from "@/components/changes/change-state-badge";
import classes from "@/components/changes/changes.module.css";
import { useChangeTitle } from "@/components/changes/use-change-title";
import { runPath } from "@/components/faults/run-path";
import { useTRPC } from "@/components/query/trpc";
import { useViewHref } from "@/components/query/use-view-href";
import { download } from "@/components/ui/download";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { Section } from "@/components/ui/section";
import type { Change } from "@/lib/changes/change";
import { runOfChange } from "@/lib/delivery/run-of-change";
import { formatInstant } from "@/lib/format/duration";

/** One change of the audit trail, live while it spreads; with `?undo=` the review of the way back. */
export function ChangeScreen({ changeId }: { changeId: string }) {
  const t = useTranslations("activity");
  const trpc = useTRPC();
  const locale = useLocale();
  const titleOf = useChangeTitle();
  const [{ undo, continue: rest }, setPlans] = useQueryStates({
    undo: parseAsString,
    continue: parseAsString,
  });
  const query = useQuery(trpc.changes.read.queryOptions({ changeId }));
  const change = query.data?.data;
  return (
    <>
      <PageHeader
        title={change === undefined ? t("detail.title") : titleOf(change)}
        badges={change === undefined ? undefined : <ChangeStateBadge state={change.state} />}
        subtitle={
          change === undefined
            ? undefined
            : t("detail.by", {
                actor: change.actor,
                time: formatInstant(change.startedAtMs, locale),
              })
        }
        answer={query.data}
        actions={change === undefined ? undefined : <ExportButton change={change} />}
      />
      <QueryBoundary query={query}>
        {(row) =>
          undo !== null ? (
            <UndoReview change={row} planHash={undo} onPlan={(hash) => void setPlans({ undo: hash })} />
          ) : rest !== null ? (
            <ContinueReview
              change={row}
              planHash={rest}
              onPlan={(hash) => void setPlans({ continue: hash })}
            />
          ) : (
            <div className={classes.stack}>
              <Facts change={row} />
              <ChangeOutcome changeId={row.id} isOwnPage />
            </div>
          )
        }
      </QueryBoundary>
    </>
  );
}

/** Everything that the audit trail has of the change, manifests before and after included. */
function ExportButton({ change }: { change: Change }) {
  const t = useTranslations("activity");
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconDownload size={14} aria-hidden />}
      onClick={() =>
        download(`change-${change.id}.json`, JSON.stringify(change, null, 2), "application/json")
      }
    >
      {t("detail.export")}
    </Button>
  );
}

function Facts({ change }: { change: Change }) {
  const t = useTranslations("activity");
  const href = useViewHref();
  const kindOf = useChangeKind();
  const delivery = useTranslations("delivery");
  const run = runOfChange(change);
  const { namespace, name } = change.service;
  const target = name === "" ? namespace : `${namespace}/${name}`;
  const link = (label: string, id: string | undefined) =>
    id === undefined ? null : (
      <>
        <dt>{label}</dt>
        <dd>
          <Link className={classes.link} href={href(`/activity/${id}`)}>
            {id}
          </Link>
        </dd>
      </>
    );
  return (
    <Section title={t("detail.title")}>
      <dl className={classes.facts}>
        <dt>{t("detail.kind")}</dt>
        <dd>
          {kindOf(change.kind)}
          {" · "}
          <Link className={classes.link} href={href("/activity", { target })}>
            {t("detail.more", { target })}
          </Link>
        </dd>
        <dt>{t("detail.reason")}</dt>
        <dd>{change.reason}</dd>
        {run === undefined ? null : (
          <>
            <dt>{delivery("message.field.run")}</dt>
            <dd>
              <Link className={classes.link} href={href(runPath(run.kind, run.runId))}>
                {delivery("toRun")}
              </Link>
            </dd>
          </>
        )}
        {link(t("detail.undoOf"), change.undoOf)}
        {link(t("detail.undoneBy"), change.undoneBy)}
        <dt>{t("detail.plan")}</dt>
        <dd>
          <code>{change.planHash}</code>
        </dd>
        <dt>{t("detail.request")}</dt>
        <dd>
          <code>{change.requestId}</code>
        </dd>
      </dl>
    </Section>
  );
}
