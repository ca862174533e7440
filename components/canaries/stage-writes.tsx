"use client";
import { useTranslations } from "use-intl";
import classes from "./canaries.module.css";
import type { CanaryPreview } from "./stage-table";
import { useStageName } from "./use-stage-name";
import changeClasses from "@/components/changes/changes.module.css";
import { ObjectCard } from "@/components/changes/object-card";
import { PlannedObjectCard } from "@/components/changes/planned-object-card";
import type { PlannedObject } from "@/lib/changes/change-set";
import { PlanExport } from "@/components/changes/plan-export";
import { Section } from "@/components/ui/section";
import { stageName } from "@/lib/canaries/stage-name";
import { objectKey } from "@/lib/mesh/object-ref";

const markPath = "metadata.annotations.heddle.dev/";

/** What the change is about; the run's marks are named once for all stages. */
function withoutMarks(object: PlannedObject): PlannedObject {
  return { ...object, diff: object.diff.filter(({ path }) => !path.startsWith(markPath)) };
}

/** What each stage writes: the first with what the API server and the owners say to it, the others against the one before. */
export function StageWrites({ stages, first }: Pick<CanaryPreview, "stages" | "first">) {
  const t = useTranslations("canaries");
  const nameOf = useStageName();
  return (
    <Section
      title={t("writes.title")}
      actions={first === undefined || first.objects.length === 0 ? undefined : <PlanExport plan={first} />}
    >
      <div className={changeClasses.stack}>
        {stages.map(({ stage, weightPercent, objects }, index) => (
          <details key={stageName(stage)} className={classes.details} open={index === 0}>
            <summary>
              {nameOf(stage, weightPercent)}
              <span className={classes.muted}>
                {objects.length === 0 ? t("writes.nothing") : t("writes.objects", { count: objects.length })}
              </span>
            </summary>
            <div className={changeClasses.stack}>
              {index === 0 && first !== undefined
                ? first.objects.map((object) => (
                    <PlannedObjectCard key={objectKey(object.ref)} object={withoutMarks(object)} />
                  ))
                : objects.map(({ ref, action, diff, before, after }) => (
                    <ObjectCard key={objectKey(ref)} objectRef={ref} {...{ action, diff, before, after }} />
                  ))}
            </div>
          </details>
        ))}
        <p className={classes.note}>{t("writes.marks")}</p>
      </div>
    </Section>
  );
}
