"use client";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { CauseCard } from "./cause-card";
import classes from "./causes.module.css";
import type { CauseAnswer } from "./router-types";
import { useCauseTexts } from "./use-cause-texts";
import { edgeOfSymptom, type AskedSymptom, type edgeFromTexts } from "./why-params";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { EmptyState } from "@/components/ui/empty-state";
import { Link } from "@/components/ui/link";
import { MeasuredBy } from "@/components/ui/measured-by";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { Section } from "@/components/ui/section";

type AnswerQuery = RouterOutputs["causes"]["explain"];

type Props = {
  readonly edge: NonNullable<ReturnType<typeof edgeFromTexts>>;
  readonly symptom: AskedSymptom;
};

/** The causes of one symptom, best first. */
export function WhyAnswer({ edge, symptom }: Props) {
  const t = useTranslations("causes");
  const trpc = useTRPC();
  const scope = useScope();
  // Asked again by hand only: an answer that moves while it is read is none.
  const { from: _from, to: _to, ...asked } = symptom;
  const at = edgeOfSymptom(edge, symptom);
  const query = useQuery(trpc.causes.explain.queryOptions({ scope, edge: at, symptom: asked }));
  const isNarrower = at.source !== edge.source || at.destination !== edge.destination;
  const title = t("causes.title", {
    symptom: symptom.flag === "-" ? `${symptom.code}` : `${symptom.code} ${symptom.flag}`,
  });
  return (
    <Section
      title={
        isNarrower
          ? t("causes.titleOf", {
              title,
              source: at.source || at.proxy || t("anyone"),
              destination: at.destination || t("anything"),
            })
          : title
      }
      actions={query.data === undefined ? undefined : <Actions answer={query.data} />}
    >
      <QueryBoundary query={query}>{(answer) => <Answer answer={answer} />}</QueryBoundary>
    </Section>
  );
}

function Actions({ answer }: { answer: AnswerQuery }) {
  const t = useTranslations("causes");
  const href = useViewHref();
  const { explained } = answer.data;
  return (
    <span className={classes.actions}>
      {explained === undefined ? null : (
        <Button
          component={Link}
          href={href(explained.path, explained.query)}
          size="compact-xs"
          variant="default"
        >
          {t("causes.explained")}
        </Button>
      )}
      <MeasuredBy evidence={answer.evidence} />
    </span>
  );
}

function Answer({ answer }: { answer: CauseAnswer }) {
  const t = useTranslations("causes");
  return (
    <div className={classes.stack}>
      <Meaning answer={answer} />
      {answer.unknown.length === 0 ? null : (
        <p className={classes.quiet}>
          {t("causes.unknown", {
            parts: answer.unknown.map((part) => t(`parts.${part}` as "parts.routing")).join(t("comma")),
          })}
        </p>
      )}
      {answer.causes.length === 0 ? (
        <EmptyState title={t("causes.none")} reason={t("causes.noneReason")} />
      ) : (
        <ol className={classes.cards}>
          {answer.causes.map((cause, index) => (
            <CauseCard key={cause.id} cause={cause} place={index + 1} />
          ))}
        </ol>
      )}
    </div>
  );
}

/** What the code and flag say by themselves, and where the answer arose. */
function Meaning({ answer }: { answer: CauseAnswer }) {
  const t = useTranslations("causes");
  const texts = useCauseTexts();
  const { symptom, origin } = answer;
  const isElsewhere = origin.flags.join() !== symptom.flags.join();
  const lines = [
    ...(symptom.flags.length === 0
      ? [texts.status(symptom.code)]
      : symptom.flags.map((flag) => texts.flag(flag))),
    ...(isElsewhere ? origin.flags.map((flag) => texts.flag(flag)) : []),
  ].filter((line) => line !== undefined);
  return (
    <div>
      {isElsewhere ? (
        <p className={classes.notice}>
          {t("causes.elsewhere", { code: origin.code, flag: origin.flags.join(",") })}
        </p>
      ) : null}
      {lines.map((line) => (
        <p key={line} className={classes.quiet}>
          {line}
        </p>
      ))}
    </div>
  );
}
