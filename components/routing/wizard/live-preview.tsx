"use client";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { FieldIssue } from "./intent-form-props";
import changeClasses from "@/components/changes/changes.module.css";
import { ObjectCard } from "@/components/changes/object-card";
import { WriteError } from "@/components/changes/write-error";
import { useTRPCClient } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { Section } from "@/components/ui/section";
import type { IntentRequest } from "@/lib/changes/intent-schemas";
import { objectKey } from "@/lib/mesh/object-ref";

/** An edit counts once the hand has rested for this long. */
const settledMs = 350;

/** The objects that the draft would write, as it stands; undefined asks for nothing while fields are wrong. */
export function usePreview(request: IntentRequest | undefined) {
  const client = useTRPCClient();
  const { cluster } = useScope();
  const text = useMemo(() => (request === undefined ? "" : JSON.stringify(request)), [request]);
  const [settled] = useDebouncedValue(text, settledMs);
  return useQuery({
    queryKey: ["routing.preview", cluster, settled],
    queryFn: ({ signal }) =>
      client.routing.preview.mutate({ cluster, request: JSON.parse(settled) as IntentRequest }, { signal }),
    enabled: settled !== "",
    placeholderData: keepPreviousData,
    retry: false,
  });
}

type Props = {
  readonly query: ReturnType<typeof usePreview>;
  /** The query's error in the words of the form, where it names a field. */
  readonly refusal: FieldIssue | undefined;
};

/** What would be written, in words and as YAML, beside the form. */
export function LivePreview({ query, refusal }: Props) {
  const t = useTranslations("routing");
  const objects = query.data?.data;
  return (
    <Section title={t("preview.title")}>
      <div className={changeClasses.stack} aria-live="polite" aria-busy={query.isFetching}>
        {query.error === null ? null : (
          <WriteError error={refusal === undefined ? query.error : { message: refusal.message }} />
        )}
        {query.error !== null ? null : objects === undefined ? (
          query.fetchStatus === "fetching" ? (
            <PageSkeleton rows={3} />
          ) : (
            <span className={changeClasses.muted}>{t("preview.waiting")}</span>
          )
        ) : objects.length === 0 ? (
          <span className={changeClasses.muted}>{t("preview.nothing")}</span>
        ) : (
          objects.map(({ ref, action, diff, before, after }) => (
            <ObjectCard
              key={objectKey(ref)}
              objectRef={ref}
              action={action}
              diff={diff}
              before={before}
              after={after}
            />
          ))
        )}
      </div>
    </Section>
  );
}
