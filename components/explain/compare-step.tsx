"use client";
import { useTranslations } from "use-intl";
import classes from "./explain.module.css";
import { useBecause } from "./use-because";
import { OwnerLink } from "@/components/proxies/owner-link";
import type { StepPair } from "@/lib/proxies/explain-flow/compare-explanations";
import type { FlowStep } from "@/lib/proxies/explain-flow/explanation";

/** One step on both sides, and what of it differs. */
export function CompareStep({ pair, isFirst }: { pair: StepPair; isFirst: boolean }) {
  const t = useTranslations("explain");
  const { left, right, within } = pair;
  // Where a route leads is in its own line.
  const facts = pair.facts.filter(({ name }) => name !== "route");
  const kind = (left ?? right)?.kind ?? "request";
  const isDifferent = pair.facts.length > 0 || left === undefined || right === undefined;
  return (
    <>
      <tr data-first={isFirst ? true : undefined}>
        <th scope="row" rowSpan={1 + facts.length}>
          {t(`kind.${kind}`)}
          {within.length === 0 ? null : <div className={classes.muted}>{within.join(" › ")}</div>}
          {isDifferent ? null : <div className={classes.muted}>{t("compare.equal")}</div>}
        </th>
        <Side step={left} />
        <Side step={right} />
      </tr>
      {facts.map((fact) => (
        <tr key={fact.name} className={classes.compareFact} data-first={isFirst ? true : undefined}>
          {[fact.left, fact.right].map((text, side) => (
            // Two sides, always in this order.
            <td key={`side ${side}`}>
              <span className={classes.muted}>{t(`fact.${fact.name}`)}</span>{" "}
              {text === "" ? "—" : <code>{text}</code>}
            </td>
          ))}
        </tr>
      ))}
    </>
  );
}

function Side({ step }: { step: FlowStep | undefined }) {
  const t = useTranslations("explain");
  const say = useBecause();
  if (step === undefined) return <td className={classes.muted}>{t("compare.noStep")}</td>;
  return (
    <td>
      {say(step.says)} <OwnerLink owner={step.owner} />
    </td>
  );
}
