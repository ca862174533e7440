"use client";
import { Button, Checkbox } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { CanaryDraft } from "./canary-draft";
import classes from "./canaries.module.css";
import { JudgementFields } from "./judgement-fields";
import { LatencyEdges } from "./latency-edges";
import { ObjectiveField } from "./objective-field";
import { PromqlFields } from "./promql-fields";
import type { StepFormProps } from "./step-form-props";
import { issueAt } from "@/components/routing/wizard/intent-form-props";
import { Section } from "@/components/ui/section";

type Metric = CanaryDraft["metrics"][number];

/** What is counted, and how the counts are judged. */
export function MetricsStep(props: StepFormProps) {
  const { draft, onDraft, options, issues } = props;
  const t = useTranslations("canaries");
  const { metrics } = draft;
  const set = (next: readonly Metric[]) => onDraft({ ...draft, metrics: [...next] });
  const hasSuccess = metrics.some(({ kind }) => kind === "success");
  const wrong = issueAt(issues, "metrics");
  return (
    <>
      <Section title={t("metrics.title")}>
        <div className={classes.fields}>
          <Checkbox
            label={t("metrics.success")}
            description={t("metrics.successHint")}
            checked={hasSuccess}
            onChange={(event) =>
              set(
                event.currentTarget.checked
                  ? [{ kind: "success" }, ...metrics]
                  : metrics.filter(({ kind }) => kind !== "success"),
              )
            }
          />
          <LatencyEdges
            edgesMs={options.edgesMs}
            chosen={metrics.filter((one) => one.kind === "latency")}
            onChosen={(edges) =>
              set([
                ...metrics.filter(({ kind }) => kind === "success"),
                ...edges,
                ...metrics.filter(({ kind }) => kind === "promql"),
              ])
            }
            errorAt={(edgeMs) => {
              const index = metrics.findIndex((one) => one.kind === "latency" && one.edgeMs === edgeMs);
              return issueAt(issues, `metrics.${index}.objectivePercent`);
            }}
          />
          {metrics.map((metric, index) =>
            metric.kind === "promql" ? (
              <PromqlFields
                // oxlint-disable-next-line react/no-array-index-key -- names may be equal or empty while they are typed
                key={index}
                metric={metric}
                errorAt={(field) =>
                  issueAt(issues, field === "" ? `metrics.${index}` : `metrics.${index}.${field}`)
                }
                onMetric={(next) =>
                  set(
                    next === undefined
                      ? metrics.filter((_, at) => at !== index)
                      : metrics.map((one, at) => (at === index ? next : one)),
                  )
                }
              />
            ) : null,
          )}
          <Button
            size="compact-xs"
            variant="default"
            w="max-content"
            disabled={metrics.length >= 8}
            onClick={() => set([...metrics, { kind: "promql", name: "", badQuery: "", totalQuery: "" }])}
          >
            {t("metrics.addPromql")}
          </Button>
          {wrong === undefined ? null : <span className={classes.error}>{wrong}</span>}
        </div>
      </Section>
      <Section title={t("judgement.title")}>
        <div className={classes.fields}>
          <p className={classes.lead}>{t("judgement.lead")}</p>
          <div className={classes.short}>
            <ObjectiveField
              label={t("judgement.objective")}
              description={t("judgement.objectiveHint")}
              metric={draft.judgement}
              onMetric={(judgement) => onDraft({ ...draft, judgement })}
              error={issueAt(issues, "judgement.objectivePercent")}
            />
          </div>
          <JudgementFields {...props} />
        </div>
      </Section>
    </>
  );
}
