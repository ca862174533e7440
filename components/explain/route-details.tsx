"use client";
import dynamic from "next/dynamic";
import { useTranslations } from "use-intl";
import classes from "./explain.module.css";
import type { WayContext } from "./explanation-view";
import { FactList } from "./fact-list";
import { useBecause } from "./use-because";
import { formatDurationUs } from "@/lib/format/duration";
import type { HeaderChange } from "@/lib/proxies/explain/filter-step";
import type { RouteEffects } from "@/lib/proxies/explain/route-effects";
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
      {step.effects === undefined ? null : <Effects effects={step.effects} />}
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

const ms = (value: number) => formatDurationUs(value * 1000);

function Effects({ effects }: { effects: RouteEffects }) {
  const t = useTranslations("explain");
  const say = useBecause();
  const { timeouts, retries, path, mirrors, hashPolicies, dependsOn } = effects;
  const perTry =
    timeouts.perTryMs === undefined ? "" : ` · ${t("detail.perTry", { ms: ms(timeouts.perTryMs.value) })}`;
  const timeout = timeouts.requestMs.value === 0 ? t("detail.noTimeout") : ms(timeouts.requestMs.value);
  const mirrorWords = mirrors.map(
    ({ cluster, clusterHeader, percent }) =>
      `${clusterHeader ?? cluster}${percent === undefined ? "" : ` (${percent}%)`}`,
  );
  return (
    <FactList
      facts={[
        [t("detail.timeout"), `${timeout}${perTry}`, true],
        [
          t("detail.retries"),
          retries === undefined
            ? t("detail.noRetries")
            : t("detail.retriesText", {
                attempts: `${retries.value.attempts}`,
                on: retries.value.on.join(", "),
              }),
          true,
        ],
        [t("detail.rewritePath"), <code key="path">{path?.after}</code>, path !== undefined],
        [
          t("detail.rewriteHost"),
          <HostRewriteWords key="host" host={effects.host} />,
          effects.host !== undefined,
        ],
        [t("detail.mirrors"), mirrorWords.join(", "), mirrors.length > 0],
        [
          t("detail.requestHeaders"),
          <Changes key="req" changes={effects.requestHeaders} />,
          effects.requestHeaders.length > 0,
        ],
        [
          t("detail.responseHeaders"),
          <Changes key="res" changes={effects.responseHeaders} />,
          effects.responseHeaders.length > 0,
        ],
        [
          t("detail.hash"),
          hashPolicies.map(({ on, name }) => `${on} ${name}`).join(", "),
          hashPolicies.length > 0,
        ],
        [t("detail.effectsDepend"), dependsOn.map(say).join("; "), dependsOn.length > 0],
      ]}
    />
  );
}

function HostRewriteWords({ host }: { host: RouteEffects["host"] }) {
  const t = useTranslations("explain");
  if (host === undefined) return null;
  switch (host.kind) {
    case "literal":
    case "path_regex":
      return <code>{host.host}</code>;
    case "endpoint":
      return t("detail.hostOfEndpoint");
    case "header":
      return host.host === undefined ? (
        t("detail.hostOfHeader", { header: host.header })
      ) : (
        <code>{host.host}</code>
      );
  }
}

function Changes({ changes }: { changes: readonly HeaderChange[] }) {
  return changes.map(({ name, action, value }) => (
    <div key={`${action} ${name} ${value}`}>
      <code>
        {action === "remove" ? "−" : action === "append" ? "+" : "="} {name}
        {action === "remove" ? "" : `: ${value}`}
      </code>
    </div>
  ));
}
