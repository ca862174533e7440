"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useTranslations } from "use-intl";
import classes from "./causes.module.css";
import { useWhyState } from "./use-why-state";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { Section } from "@/components/ui/section";

const ObservedTable = dynamic(() => import("./observed-table").then((module) => module.ObservedTable), {
  loading: () => <PageSkeleton rows={4} />,
});

/** All calls that fail in the scope, for a person who does not know yet which one to ask about. */
export function FailingNow() {
  const t = useTranslations("causes");
  const trpc = useTRPC();
  const { open } = useWhyState();
  const query = useQuery(trpc.causes.failing.queryOptions(useScope(), { refetchInterval: useRefetchMs() }));
  return (
    <Section title={t("failing.title")}>
      <p className={classes.quiet}>{t("failing.hint")}</p>
      <QueryBoundary query={query}>
        {({ symptoms }) => (
          <ObservedTable
            symptoms={symptoms}
            emptyKey={symptoms === undefined ? "unknown" : "none"}
            caption={t("failing.title")}
            picked={undefined}
            onPick={open}
            maxHeight="420px"
          />
        )}
      </QueryBoundary>
    </Section>
  );
}
