"use client";
import { useTranslations } from "use-intl";
import classes from "../proxies.module.css";
import type { Fact } from "@/lib/proxies/facts/fact";

const switches: Readonly<Record<string, "yes" | "no" | "off">> = { true: "yes", false: "no", off: "off" };

/** What a configuration says, each fact by its name; one that has none by Envoy's own path. */
export function FactList({ facts, empty }: { facts: readonly Fact[]; empty?: string }) {
  const t = useTranslations("proxies");
  if (facts.length === 0) return empty === undefined ? null : <p className={classes.muted}>{empty}</p>;
  return (
    <dl className={classes.facts}>
      {facts.map((fact, index) => {
        const word = switches[fact.text];
        return [
          <dt key={`${index} name`} className={fact.id === undefined ? classes.path : undefined}>
            {fact.id === undefined ? fact.path : t(`fact.${fact.id}`)}
          </dt>,
          <dd key={`${index} value`} className={classes.factText}>
            {word === undefined ? fact.text : t(`factSwitch.${word}`)}
          </dd>,
        ];
      })}
    </dl>
  );
}
