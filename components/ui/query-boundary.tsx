"use client";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { EmptyState } from "./empty-state";
import { ErrorState, type ShownError } from "./error-state";
import { PageSkeleton } from "./page-skeleton";
import { SourceWarnings } from "./source-warnings";
import { StaleNotice } from "./stale-notice";
import type { SourceWarning } from "@/lib/errors";
import type { Evidence } from "@/lib/evidence";

export type Answer<T> = {
  readonly data: T;
  readonly warnings: readonly SourceWarning[];
  readonly evidence: readonly Evidence[];
};

export type AnswerQuery<T> = {
  readonly data: Answer<T> | undefined;
  readonly error: ShownError | null;
  readonly isPending: boolean;
  readonly dataUpdatedAt: number;
  readonly refetch: () => unknown;
};

type Props<T> = {
  query: AnswerQuery<T>;
  skeleton?: ReactNode;
  isEmpty?: (data: T) => boolean;
  empty?: ReactNode;
  children: (data: T, answer: Answer<T>) => ReactNode;
};

/** Draws a read's state: loading, failed, partial, empty, or its content. Old data stays while a refresh fails. */
export function QueryBoundary<T>({ query, skeleton, isEmpty, empty, children }: Props<T>) {
  const answer = query.data;
  if (answer === undefined) {
    if (query.error !== null) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
    return skeleton ?? <PageSkeleton />;
  }
  const nothing = isEmpty?.(answer.data) ?? false;
  return (
    <>
      {query.error === null ? null : (
        <StaleNotice
          error={query.error}
          updatedAtMs={query.dataUpdatedAt}
          onRetry={() => void query.refetch()}
        />
      )}
      <SourceWarnings warnings={answer.warnings} />
      {nothing ? answer.warnings.length > 0 ? <UnknownState /> : empty : children(answer.data, answer)}
    </>
  );
}

/** Nothing was learnt and a source was silent: that is not "there is nothing". */
function UnknownState() {
  const t = useTranslations("common");
  return <EmptyState title={t("unknownTitle")} reason={t("unknownReason")} />;
}
