"use client";
import { useState } from "react";
import { useTranslations } from "use-intl";
import classes from "./explain.module.css";
import { ExplanationView } from "./explanation-view";
import { InboundView } from "./inbound-view";
import { SpanNote } from "./span-note";
import type { FlowView, FlowViewActions } from "./use-flow-view";
import { EmptyState } from "@/components/ui/empty-state";
import { QueryBoundary, type AnswerQuery } from "@/components/ui/query-boundary";
import type { DumpTarget } from "@/lib/proxies/dump-target";
import type { FlowRequest } from "@/lib/proxies/explain-flow/flow-request";
import type { FlowRead, SpanRead } from "@/server/operations/explain/answers";

type Props = {
  readonly target: DumpTarget | undefined;
  readonly request: FlowRequest | undefined;
  readonly query: AnswerQuery<FlowRead>;
  readonly span: SpanRead | undefined;
  readonly at: FlowView["at"];
  readonly onOpenEndpoint: FlowViewActions["openEndpoint"];
};

/** What comes of the request: its steps, and those at the chosen pod. */
export function ResultPane({ target, request, query, span, at, onOpenEndpoint }: Props) {
  const t = useTranslations("explain");
  const [isFollowed, setFollowed] = useState(false);
  const follow: Props["onOpenEndpoint"] = (to) => {
    setFollowed(true);
    onOpenEndpoint(to);
  };
  const notes = span === undefined ? null : <SpanNote span={span} read={query.data?.data} />;
  if (target === undefined || request === undefined) {
    return (
      <>
        {notes}
        <EmptyState title={t("empty.title")} reason={t("empty.reason")} />
      </>
    );
  }
  return (
    <div className={classes.stack}>
      {notes}
      <QueryBoundary query={query}>
        {({ explanation }) => (
          <ExplanationView
            explanation={explanation}
            target={target}
            request={request}
            title={t("result.steps")}
            follow={"snapshot" in target || request.direction === "inbound" ? undefined : follow}
            followed={at}
          />
        )}
      </QueryBoundary>
      {at === undefined ? null : (
        <InboundView
          target={target}
          request={request}
          at={at}
          isNew={isFollowed}
          onClose={() => onOpenEndpoint(undefined)}
        />
      )}
    </div>
  );
}
