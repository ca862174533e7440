"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "use-intl";
import { FactList } from "./facts/fact-list";
import classes from "./proxies.module.css";
import { Section } from "@/components/ui/section";
import { unknownText } from "@/lib/format/measure";
import type { Bootstrap } from "@/lib/proxies/bootstrap";

const facts = [
  "nodeId",
  "istioVersion",
  "proxyVersion",
  "envoyVersion",
  "workload",
  "namespace",
  "serviceAccount",
  "meshId",
  "clusterId",
  "nodeName",
  "interceptionMode",
  "discoveryAddress",
  "concurrency",
  "adminPort",
] as const;

/** What a proxy was started with. */
export function BootstrapView({ bootstrap, onRaw }: { bootstrap: Bootstrap | undefined; onRaw: () => void }) {
  const t = useTranslations("proxies");
  if (bootstrap === undefined) return <p className={classes.muted}>{t("bootstrap.none")}</p>;
  return (
    <div className={classes.cards}>
      <Section
        title={t("bootstrap.nodeFacts")}
        actions={
          <Button size="compact-xs" variant="default" onClick={onRaw}>
            {t("panel.raw")}
          </Button>
        }
      >
        <dl className={classes.facts}>
          {facts.map((fact) => [
            <dt key={fact}>{t(`bootstrap.${fact}`)}</dt>,
            <dd key={`${fact} value`} className={fact === "nodeId" ? classes.mono : undefined}>
              {bootstrap[fact] === "" ? unknownText : (bootstrap[fact] ?? unknownText)}
            </dd>,
          ])}
          <dt>{t("bootstrap.staticClusters")}</dt>
          <dd>{bootstrap.staticClusters.join(", ")}</dd>
          <dt>{t("bootstrap.statsInclusions")}</dt>
          <dd className={classes.mono}>{bootstrap.statsInclusions.join("  ") || unknownText}</dd>
          <dt>{t("bootstrap.labels")}</dt>
          <dd className={classes.mono}>
            {Object.entries(bootstrap.labels).map(([key, value]) => (
              <div key={key}>
                {key}={value}
              </div>
            ))}
          </dd>
        </dl>
      </Section>
      <BootstrapParts parts={bootstrap.parts} />
    </div>
  );
}

const parts = ["resources", "proxyConfig", "stats", "metadata"] as const;
const titles = {
  resources: "bootstrap.resources",
  proxyConfig: "bootstrap.proxyConfig",
  stats: "bootstrap.statsConfig",
  metadata: "bootstrap.metadata",
} as const;

/** The rest of a bootstrap, a card for each part that there is. */
function BootstrapParts({ parts: found }: { parts: Bootstrap["parts"] }) {
  const t = useTranslations("proxies");
  return parts.map((part) =>
    found[part].length === 0 ? null : (
      <Section key={part} title={t(titles[part])}>
        <FactList facts={found[part]} />
      </Section>
    ),
  );
}
