"use client";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { CompareSelect } from "./compare-select";
import classes from "./explain.module.css";
import { SpanNote } from "./span-note";
import type { FlowView, FlowViewActions } from "./use-flow-view";
import { EmptyState } from "@/components/ui/empty-state";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { QueryBoundary, type AnswerQuery } from "@/components/ui/query-boundary";
import type { DumpTarget } from "@/lib/proxies/dump-target";
import type { FlowRequest } from "@/lib/proxies/explain-flow/flow-request";
import type { ExplainSource, FlowRead, SpanRead } from "@/server/operations/explain/answers";

const ExplanationView = dynamic(async () => (await import("./explanation-view")).ExplanationView, {
  loading: () => <PageSkeleton />,
});
const InboundView = dynamic(async () => (await import("./inbound-view")).InboundView, {
  loading: () => <PageSkeleton />,
});
const ExampleRequests = dynamic(async () => (await import("./example-requests")).ExampleRequests);
const CompareView = dynamic(() => import("./compare-view").then(({ CompareView: View }) => View));

type Props = {
  readonly target: DumpTarget | undefined;
  readonly request: FlowRequest | undefined;
  readonly query: AnswerQuery<FlowRead>;
  readonly span: SpanRead | undefined;
  readonly at: FlowView["at"];
  readonly versus: DumpTarget | undefined;
  readonly sources: readonly ExplainSource[] | undefined;
  readonly actions: FlowViewActions;
};

/** What comes of the request: its steps, and those at the chosen pod. */
export function ResultPane({ target, request, query, span, at, versus, sources, actions }: Props) {
  const t = useTranslations("explain");
  const [isFollowed, setFollowed] = useState(false);
  const follow: FlowViewActions["openEndpoint"] = (to) => {
    setFollowed(true);
    actions.openEndpoint(to);
  };
  const notes = span === undefined ? null : <SpanNote span={span} read={query.data?.data} />;
  if (target === undefined || request === undefined) {
    return (
      <>
        {notes}
        <EmptyState title={t("empty.title")} reason={t("empty.reason")} action={<ExampleRequests />} />
      </>
    );
  }
  return (
    <div className={classes.stack}>
      {notes}
      <CompareSelect target={target} versus={versus} sources={sources} onChange={actions.compare} />
      {versus === undefined ? null : (
        <CompareView target={target} versus={versus} request={request} left={query.data?.data.explanation} />
      )}
      <QueryBoundary query={query}>
        {({ explanation }) => (
          <ExplanationView
            explanation={explanation}
            target={target}
            request={request}
            title={t("result.steps")}
            follow={"snapshot" in target || request.direction === "inbound" ? undefined : follow}
            followed={at}
            explain={actions.show}
          />
        )}
      </QueryBoundary>
      {at === undefined ? null : (
        <InboundView
          target={target}
          request={request}
          at={at}
          isNew={isFollowed}
          explain={actions.show}
          onClose={() => actions.openEndpoint(undefined)}
        />
      )}
    </div>
  );
}
