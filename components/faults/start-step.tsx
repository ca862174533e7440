"use client";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import classes from "./faults.module.css";
import { blankTemplate } from "./new-plan";
import { spanText } from "./plan-figures";
import { useFaultWords } from "./use-fault-words";
import changeClasses from "@/components/changes/changes.module.css";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { ErrorState } from "@/components/ui/error-state";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { Section } from "@/components/ui/section";
import type { ExperimentPlan } from "@/lib/faults/experiment-plan";

type Props = {
  readonly chosen: string | null;
  readonly onBegin: (template: string) => void;
};

/** What the experiment begins with: nothing, a usual way to fail, or one that somebody kept. */
export function StartStep({ chosen, onBegin }: Props) {
  const t = useTranslations("faults.start");
  const words = useFaultWords();
  const trpc = useTRPC();
  const { cluster } = useScope();
  const query = useQuery(trpc.faults.templates.list.queryOptions({ cluster }));
  if (query.data === undefined) {
    return query.error === null ? (
      <PageSkeleton rows={8} />
    ) : (
      <ErrorState error={query.error} onRetry={() => void query.refetch()} />
    );
  }
  const { builtIn, saved } = query.data;
  return (
    <div className={changeClasses.stack}>
      <Section title={t("builtIn")}>
        <div className={classes.cards}>
          {builtIn.map((template) => (
            <Card
              key={template.id}
              name={words.code("template", template.id)}
              what={words.code("templateWhat", template.id)}
              facts={factsOf(template)}
              isChosen={chosen === template.id}
              onBegin={() => onBegin(template.id)}
            />
          ))}
          <Card
            name={t("blank")}
            what={t("blankWhat")}
            isChosen={chosen === blankTemplate}
            onBegin={() => onBegin(blankTemplate)}
          />
        </div>
      </Section>
      <Section title={t("saved")}>
        {saved.length === 0 ? (
          <span className={changeClasses.muted}>{t("noSaved")}</span>
        ) : (
          <div className={classes.cards}>
            {saved.map(({ id, name, plan, createdBy }) => (
              <Card
                key={id}
                name={name}
                what={plan.hypothesis}
                facts={{ ...factsOf(plan), by: createdBy }}
                isChosen={chosen === id}
                onBegin={() => onBegin(id)}
              />
            ))}
          </div>
        )}
      </Section>
    </div>
  );
}

type Facts = {
  readonly fault: Pick<ExperimentPlan["fault"], "delay" | "abort">;
  readonly durationMs: number;
  readonly by?: string;
};

function factsOf({ fault, durationMs }: Facts): Facts {
  return { fault, durationMs };
}

type CardProps = {
  readonly name: string;
  readonly what: string;
  readonly facts?: Facts;
  readonly isChosen: boolean;
  readonly onBegin: () => void;
};

function Card({ name, what, facts, isChosen, onBegin }: CardProps) {
  const t = useTranslations("faults.start");
  const words = useFaultWords();
  return (
    <article className={classes.template} data-chosen={isChosen}>
      <h3 className={classes.templateName}>{name}</h3>
      <p className={classes.templateWhat}>{what}</p>
      <div className={classes.templateFoot}>
        <span className={changeClasses.muted}>
          {facts === undefined
            ? null
            : t(facts.by === undefined ? "facts" : "factsBy", {
                fault: words.fault(facts.fault),
                time: spanText(facts.durationMs),
                actor: facts.by ?? "",
              })}
        </span>
        <Button
          size="compact-xs"
          variant={isChosen ? "filled" : "default"}
          onClick={onBegin}
          aria-label={t("useNamed", { name })}
        >
          {t("use")}
        </Button>
      </div>
    </article>
  );
}
