"use client";
import { Alert } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { FlowView } from "./use-flow-view";
import { ErrorState } from "@/components/ui/error-state";
import type { AnswerQuery } from "@/components/ui/query-boundary";
import { SourceWarnings } from "@/components/ui/source-warnings";
import type { ExplainSource } from "@/server/operations/explain/answers";

/** What of the address was left out, and why there may be nothing to choose from. */
export function ViewNotes({
  wrong,
  workload,
  sources,
}: {
  wrong: FlowView["wrong"];
  /** A workload of the address of which no proxy is chosen. */
  workload: string | undefined;
  sources: AnswerQuery<readonly ExplainSource[]>;
}) {
  const t = useTranslations("explain.wrong");
  const list = sources.data?.data;
  const notes = [
    ...(wrong.target === undefined ? [] : [t("target", { text: wrong.target })]),
    ...(workload === undefined || list === undefined ? [] : [t("workload", { text: workload })]),
    ...wrong.headers.map((text) => t("header", { text })),
  ];
  return (
    <>
      {notes.map((note) => (
        <Alert key={note} color="yellow" variant="light" mb={10} py={6}>
          {note}
        </Alert>
      ))}
      {sources.error === null ? null : (
        <ErrorState error={sources.error} onRetry={() => void sources.refetch()} />
      )}
      {list !== undefined && list.length === 0 ? (
        <SourceWarnings warnings={sources.data?.warnings ?? []} />
      ) : null}
    </>
  );
}
