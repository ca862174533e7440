"use client";
import dynamic from "next/dynamic";
import { useTranslations } from "use-intl";
import classes from "./explain.module.css";
import type { WayContext } from "./explanation-view";
import { FactList } from "./fact-list";
import { RouteEffectsList } from "./route-effects-list";
import { useBecause } from "./use-because";
import type { FlowStep } from "@/lib/proxies/explain-flow/explanation";

const SkippedTable = dynamic(() => import("./skipped-table").then(({ SkippedTable: Table }) => Table));

/** A route's condition, what it does on the way, and the routes before it that did not take the request. */
export function RouteDetails({
  step,
  context,
}: {
  step: Extract<FlowStep, { kind: "route" }>;
  context: WayContext;
}) {
  const t = useTranslations("explain");
  const say = useBecause();
  return (
    <>
      <FactList
        facts={[
          [t("detail.condition"), <code key="condition">{step.condition}</code>, step.condition !== ""],
          [t("result.needs"), step.dependsOn.map(say).join("; "), step.dependsOn.length > 0],
        ]}
      />
      {step.effects === undefined ? null : <RouteEffectsList effects={step.effects} />}
      {step.skipped.length === 0 ? null : (
        <>
          <h3 className={classes.subheading}>
            {t("detail.skipped", { count: step.skipped.length + step.skippedMore })}
          </h3>
          <SkippedTable step={step} context={context} />
        </>
      )}
    </>
  );
}
