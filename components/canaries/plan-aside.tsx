"use client";
import { useTranslations } from "use-intl";
import classes from "./canaries.module.css";
import { ObstacleList } from "./obstacle-list";
import { StageTable } from "./stage-table";
import type { FormStep } from "./use-canary-state";
import type { usePlanPreview } from "./use-plan-preview";
import changeClasses from "@/components/changes/changes.module.css";
import { ObjectCard } from "@/components/changes/object-card";
import { WriteError } from "@/components/changes/write-error";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { Section } from "@/components/ui/section";
import { objectKey } from "@/lib/mesh/object-ref";

type Props = {
  readonly query: ReturnType<typeof usePlanPreview>;
  readonly hasConditions: boolean;
  /** The step of the first field that is not right yet. */
  readonly waitsFor: FormStep | undefined;
};

/** What the plan would do, beside its forms: requests and time of each stage, and what the first one writes. */
export function PlanAside({ query, hasConditions, waitsFor }: Props) {
  const t = useTranslations("canaries");
  const preview = query.data?.data;
  if (preview === undefined) {
    return (
      <Section title={t("aside.title")}>
        {query.error === null ? (
          query.fetchStatus === "fetching" ? (
            <PageSkeleton rows={5} />
          ) : (
            <span className={classes.muted}>
              {t("aside.waiting", { step: t(`rail.${waitsFor ?? "versions"}`) })}
            </span>
          )
        ) : (
          <WriteError error={query.error} />
        )}
      </Section>
    );
  }
  const first = preview.stages[0];
  return (
    <div className={changeClasses.stack} aria-busy={query.isFetching}>
      {query.error === null ? null : <WriteError error={query.error} />}
      <ObstacleList obstacles={preview.obstacles} />
      <Section title={t("aside.title")}>
        <StageTable stages={preview.stages} hasConditions={hasConditions} isNarrow />
        {preview.requestsPerSecond === undefined ? (
          <p className={classes.note}>{t("aside.noTraffic")}</p>
        ) : null}
      </Section>
      <Section title={t("aside.first")}>
        {first === undefined || first.objects.length === 0 ? (
          <span className={classes.muted}>{t("aside.nothing")}</span>
        ) : (
          <div className={changeClasses.stack}>
            {first.objects.map(({ ref, action, diff, before, after }) => (
              <ObjectCard key={objectKey(ref)} objectRef={ref} {...{ action, diff, before, after }} />
            ))}
          </div>
        )}
      </Section>
    </div>
  );
}
