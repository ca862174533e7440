"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useTranslations } from "use-intl";
import classes from "./causes.module.css";
import { EdgeForm } from "./edge-form";
import { FailingNow } from "./failing-now";
import { SymptomNotice } from "./symptom-notice";
import { askedFrom, useWhyState } from "./use-why-state";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { PageHeader } from "@/components/ui/page-header";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { Section } from "@/components/ui/section";

const ObservedTable = dynamic(() => import("./observed-table").then((module) => module.ObservedTable), {
  loading: () => <PageSkeleton rows={4} />,
});
const SymptomForm = dynamic(() => import("./symptom-form").then((module) => module.SymptomForm));
const WhyAnswer = dynamic(() => import("./why-answer").then((module) => module.WhyAnswer), {
  loading: () => <PageSkeleton />,
});
const FlagGlossary = dynamic(() => import("./flag-glossary").then((module) => module.FlagGlossary));

/** Why requests of an edge end with a code: pick a symptom, read the causes. */
export function WhyScreen() {
  const t = useTranslations("causes");
  const { edge, texts } = useWhyState();
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={
          edge === undefined
            ? t("subtitle")
            : t("edge", {
                source: texts.source || texts.proxy || t("anyone"),
                destination: texts.destination || t("anything"),
              })
        }
      />
      <div className={classes.stack}>
        <EdgeForm key={`${texts.source} ${texts.destination} ${texts.proxy}`} />
        <SymptomNotice />
        {edge === undefined ? <FailingNow /> : <Symptoms edge={edge} />}
        <FlagGlossary />
      </div>
    </>
  );
}

function Symptoms({ edge }: { edge: NonNullable<ReturnType<typeof useWhyState>["edge"]> }) {
  const t = useTranslations("causes");
  const trpc = useTRPC();
  const scope = useScope();
  const { asked, ask, typed, problems } = useWhyState();
  const query = useQuery(
    trpc.causes.observed.queryOptions({ scope, edge }, { refetchInterval: useRefetchMs() }),
  );
  const first = query.data?.data.symptoms[0];
  // Without a symptom in the URL the most frequent one is what brought the person here; one that is none is mended first.
  const symptom = asked ?? (first === undefined || problems.length > 0 ? undefined : askedFrom(first));
  return (
    <>
      <Section title={t("observed.title")}>
        <QueryBoundary query={query}>
          {(observed) => (
            <ObservedTable
              symptoms={observed.symptoms}
              emptyKey={emptyKeyOf(observed)}
              caption={t("observed.title")}
              picked={symptom}
              onPick={(row) => ask(askedFrom(row))}
            />
          )}
        </QueryBoundary>
        <SymptomForm key={JSON.stringify([symptom, typed])} symptom={symptom} typed={typed} onAsk={ask} />
      </Section>
      {symptom === undefined ? null : <WhyAnswer edge={edge} symptom={symptom} />}
    </>
  );
}

function emptyKeyOf({ perSecond }: { readonly perSecond?: number }) {
  if (perSecond === undefined) return "unknown";
  return perSecond === 0 ? "idle" : "none";
}
