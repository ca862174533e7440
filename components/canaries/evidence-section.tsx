"use client";
import { Button } from "@mantine/core";
import { parseAsBoolean, useQueryState } from "nuqs";
import { lazy, Suspense, useMemo } from "react";
import { useTranslations } from "use-intl";
import type { CanaryView } from "./canary-view";
import { decisionOf } from "./decision-words";
import { MetricTable } from "./metric-table";
import classes from "./run.module.css";
import { stepMarkers } from "./step-markers";
import { useDurationWords } from "./use-duration-words";
import { useMetricName } from "./use-metric-name";
import { EvidenceChart } from "@/components/charts/evidence";
import { Section } from "@/components/ui/section";
import { StatusBadge, type Tone } from "@/components/ui/status-badge";

const WhyDrawer = lazy(async () => ({ default: (await import("./why-drawer")).WhyDrawer }));

const verdictTones: Readonly<Record<CanaryView["verdict"]["verdict"], Tone>> = {
  rollback: "failing",
  promote: "ok",
  inconclusive: "unknown",
};

/** What the counts say, how that came about, and on demand every number of it. */
export function EvidenceSection({ view }: { view: CanaryView }) {
  const t = useTranslations("canaries");
  const [isOpen, setOpen] = useQueryState("why", parseAsBoolean.withDefault(false));
  const { verdict, series, body } = view;
  const nameOf = useMetricName();
  const { points, rollbackLimit, promotionLimit } = series;
  const lines = useMemo(
    () => [
      {
        id: "rollback",
        name: t("evidence.against"),
        tone: "failing" as const,
        points: points.map(({ atMs, rollbackE }) => [atMs, rollbackE] as const),
        limit: rollbackLimit,
        limitName: t("evidence.againstLimit"),
      },
      {
        id: "promotion",
        name: t("evidence.for"),
        tone: "ok" as const,
        points: points.map(({ atMs, promotionE }) => [atMs, promotionE] as const),
        limit: promotionLimit,
        limitName: t("evidence.forLimit"),
      },
    ],
    [t, points, rollbackLimit, promotionLimit],
  );
  const markers = useMemo(
    () => stepMarkers(points, body.plan.steps, (weight) => t("evidence.marker", { weight })),
    [points, body.plan.steps, t],
  );
  return (
    <Section
      title={t("evidence.title")}
      actions={
        <Button size="compact-xs" variant="default" onClick={() => void setOpen(true)}>
          {t("evidence.why")}
        </Button>
      }
    >
      <div className={classes.evidence}>
        <p className={classes.verdict}>
          <StatusBadge tone={verdictTones[verdict.verdict]} label={t(`verdictName.${verdict.verdict}`)} />
          <span>
            {t(`verdict.${verdict.reason}`, { canary: body.plan.canary.name, stable: body.plan.stable.name })}
            {verdict.metric === undefined
              ? null
              : ` ${t("evidence.metric", { name: nameOf(verdict.metric) })}`}
          </span>
        </p>
        <EvidenceChart title={t("evidence.title")} lines={lines} markers={markers} />
        <p className={classes.note}>{t("evidence.explain")}</p>
        <MetricTable view={view} />
        <Expected view={view} />
      </div>
      {isOpen ? (
        <Suspense fallback={null}>
          <WhyDrawer view={view} onClose={() => void setOpen(null)} />
        </Suspense>
      ) : null}
    </Section>
  );
}

/** How long a decision takes at the traffic of this stage. */
function Expected({ view }: { view: CanaryView }) {
  const t = useTranslations("canaries");
  const duration = useDurationWords();
  if (view.run.state === "ended" || view.body.stage?.kind !== "step") return null;
  if (isAlone(view)) return <p className={classes.note}>{t("steps.aloneAt100")}</p>;
  const { kind, promoteMs, rollbackMsAt2, rollbackMsAt5 } = decisionOf({
    stage: view.body.stage,
    power: view.power,
  });
  const words = [
    rollbackMsAt2 === undefined ? undefined : t("stages.rollback2", { time: duration(rollbackMsAt2) }),
    rollbackMsAt5 === undefined ? undefined : t("stages.rollback5", { time: duration(rollbackMsAt5) }),
    promoteMs === undefined ? undefined : t("stages.promote", { time: duration(promoteMs) }),
  ].filter((text) => text !== undefined);
  return (
    <div className={classes.expected}>
      <strong>{t("evidence.expected")}</strong>{" "}
      {kind === "undecidable" || kind === "slow_stop" ? (
        <StatusBadge tone="degraded" label={t(`stages.${kind}`)} />
      ) : null}{" "}
      {kind === "unknown" ? t("stages.unknown") : words.join(" · ")}
    </div>
  );
}

/** Nothing is left to the stable version, so there is nothing to compare with. */
function isAlone({ body }: CanaryView): boolean {
  const { stage } = body;
  return stage?.kind === "step" && body.plan.steps[stage.index]?.weightPercent === 100;
}
