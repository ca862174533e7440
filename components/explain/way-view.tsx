"use client";
import { useTranslations } from "use-intl";
import { round, toneOf } from "./end-line";
import classes from "./explain.module.css";
import type { WayContext } from "./explanation-view";
import { StepCard } from "./step-card";
import { useBecause } from "./use-because";
import { useOutcomeText } from "./use-outcome-text";
import type { FlowWay } from "@/lib/proxies/explain-flow/explanation";

/** The steps of a way and what follows: its end, or the ways that it forks into. */
export function WayView({ way, context, label }: { way: FlowWay; context: WayContext; label: string }) {
  const words = useOutcomeText();
  return (
    <div>
      {way.steps.length === 0 ? null : (
        <ol className={classes.steps} aria-label={label}>
          {way.steps.map((step, index) => (
            // Steps of a way never change their places.
            <StepCard key={`${step.kind} ${index}`} step={step} context={context} />
          ))}
        </ol>
      )}
      {way.next.kind === "end" ? (
        <p className={classes.finish} data-tone={toneOf(way.next.outcome)}>
          {words(way.next.outcome)}
        </p>
      ) : (
        <Fork next={way.next} context={context} />
      )}
    </div>
  );
}

function Fork({ next, context }: { next: Extract<FlowWay["next"], { kind: "fork" }>; context: WayContext }) {
  const t = useTranslations("explain");
  const say = useBecause();
  return (
    <div className={classes.fork}>
      <p className={classes.forkTitle}>{t(`over.${next.over}`)}</p>
      {next.ways.map((way, index) => {
        const name = way.name === "" ? t("way.noName") : way.name;
        return (
          // Ways of a fork never change their places, and two may have one name.
          <details
            key={`${way.name} ${index}`}
            className={classes.way}
            open={index === 0 || next.ways.length <= 3}
          >
            <summary className={classes.wayHead}>
              <span className={classes.wayName}>{name}</span>
              <RouteCondition way={way} />
              {way.sharePercent === undefined ? null : (
                <span className={classes.share}>
                  {t("result.share", { percent: round(way.sharePercent) })}
                </span>
              )}
              {way.dependsOn.length === 0 ? null : (
                <span className={classes.conditions}>
                  {t("result.dependsOn", { list: way.dependsOn.slice(0, 4).map(say).join("; ") })}
                </span>
              )}
            </summary>
            <WayView way={way} context={context} label={t("way.label", { name })} />
          </details>
        );
      })}
    </div>
  );
}

/** What a route asks for, where ways are told apart by it. */
function RouteCondition({ way: { steps } }: { way: FlowWay }) {
  const [first] = steps;
  if (first?.kind !== "route" || first.condition === "") return null;
  return <code className={classes.wayCondition}>{first.condition}</code>;
}
