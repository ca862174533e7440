"use client";
import { Button, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@/components/ui/link";
import { useTranslations } from "use-intl";
import { ChangeObjects } from "./change-objects";
import classes from "./changes.module.css";
import { ContinueButton } from "./continue-button";
import { UndoButton } from "./undo-button";
import { VerifyPanel } from "./verify-panel";
import { DelegatedOutcome } from "@/components/delivery/delegated-outcome";
import { useTRPC } from "@/components/query/trpc";
import { useViewHref } from "@/components/query/use-view-href";
import { QueryBoundary } from "@/components/ui/query-boundary";
import type { Change } from "@/lib/changes/change";

const tones: Record<Change["state"], string> = {
  applied: "good",
  undone: "good",
  applying: "force",
  partial: "stop",
  interrupted: "stop",
  failed: "stop",
};

/** What became of a change: written or not, arrived or not, and the way back. */
export function ChangeOutcome({ changeId, isOwnPage = false }: { changeId: string; isOwnPage?: boolean }) {
  const t = useTranslations("changes");
  const trpc = useTRPC();
  const query = useQuery(trpc.changes.read.queryOptions({ changeId }, { refetchInterval: 15_000 }));
  return (
    <QueryBoundary query={query}>
      {(change) => (
        <div className={classes.stack}>
          <div
            className={classes.notice}
            data-tone={tones[change.state]}
            role={tones[change.state] === "stop" ? "alert" : "status"}
          >
            <p className={classes.noticeTitle}>
              {t(
                change.kind === "delegate" && change.state === "applied"
                  ? "outcome.ordered"
                  : `outcome.${change.state}`,
              )}
            </p>
            {change.error === undefined ? null : <div className={classes.value}>{change.error}</div>}
            <OutcomeActions change={change} isOwnPage={isOwnPage} />
          </div>
          {change.kind === "delegate" ? null : <VerifyPanel changeId={change.id} />}
          <ChangeObjects change={change} />
        </div>
      )}
    </QueryBoundary>
  );
}

function OutcomeActions({ change, isOwnPage }: { change: Change; isOwnPage: boolean }) {
  const t = useTranslations("changes");
  const href = useViewHref();
  const { namespace, name } = change.service;
  return (
    <Group gap={8}>
      <ContinueButton change={change} />
      <UndoButton change={change} />
      {change.kind === "delegate" ? (
        <DelegatedOutcome change={change} />
      ) : (
        <>
          <Button size="xs" variant="default" component={Link} href={href(`/services/${namespace}/${name}`)}>
            {t("links.service")}
          </Button>
          <Button size="xs" variant="default" component={Link} href={href("/graph", { find: name })}>
            {t("links.graph")}
          </Button>
        </>
      )}
      {isOwnPage ? null : (
        <Button size="xs" variant="default" component={Link} href={href(`/activity/${change.id}`)}>
          {t("apply.open")}
        </Button>
      )}
    </Group>
  );
}
