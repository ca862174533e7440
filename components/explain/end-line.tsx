"use client";
import { useTranslations } from "use-intl";
import classes from "./explain.module.css";
import type { WayContext } from "./explanation-view";
import { RedirectLink } from "./redirect-link";
import { useBecause } from "./use-because";
import { useOutcomeText } from "./use-outcome-text";
import { OwnerLink } from "@/components/proxies/owner-link";
import type { FlowEnd, Outcome } from "@/lib/proxies/explain-flow/explanation";

const mostConditions = 6;

/** One end that the request may come to, with its share and its conditions. */
export function EndLine({ end, context }: { end: FlowEnd; context: WayContext }) {
  const t = useTranslations("explain");
  const say = useBecause();
  const words = useOutcomeText();
  const { outcome, sharePercent, dependsOn } = end;
  const conditions = dependsOn.slice(0, mostConditions).map(say);
  const more = dependsOn.length - conditions.length;
  return (
    <li className={classes.end} data-tone={toneOf(outcome)}>
      <span className={classes.endText}>{words(outcome)}</span>
      {sharePercent === undefined || sharePercent > 99.999 ? null : (
        <span className={classes.share}>{t("result.share", { percent: round(sharePercent) })}</span>
      )}
      {outcome.kind === "answered" && outcome.owner !== undefined ? (
        <OwnerLink owner={outcome.owner} />
      ) : null}
      <RedirectLink outcome={outcome} context={context} />
      {conditions.length === 0 ? null : (
        <span className={classes.conditions}>
          {t("result.dependsOn", { list: [...conditions, ...(more > 0 ? [`+${more}`] : [])].join("; ") })}
        </span>
      )}
    </li>
  );
}

/** An error that the proxy answers with is no good news, however sure it is. */
export function toneOf(outcome: Outcome): "ok" | "info" | "failing" | "unknown" {
  switch (outcome.kind) {
    case "sent":
      return "ok";
    case "answered":
      return outcome.status >= 400 ? "failing" : "info";
    case "closed":
      return "failing";
    case "unknown":
      return "unknown";
  }
}

/** Three digits are enough to tell shares apart. */
export function round(percent: number): string {
  return String(Number(percent.toPrecision(3)));
}
