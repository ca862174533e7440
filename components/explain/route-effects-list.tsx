"use client";
import { useTranslations } from "use-intl";
import classes from "./explain.module.css";
import { FactList, type Fact } from "./fact-list";
import { HeaderChanges } from "./header-changes";
import { useBecause } from "./use-because";
import { formatDurationUs } from "@/lib/format/duration";
import type { RouteEffects, Setting, RetryEffects } from "@/lib/proxies/explain/route-effects";

const ms = (value: number) => formatDurationUs(value * 1000);

/** What a route does to the requests that it sends on, each value with the place that it is from. */
export function RouteEffectsList({ effects }: { effects: RouteEffects }) {
  const t = useTranslations("explain");
  const say = useBecause();
  const { path, mirrors, hashPolicies, dependsOn, internalRedirects, upgrades, rateLimits } = effects;
  const mirrorWords = mirrors.map(
    ({ cluster, clusterHeader, percent }) =>
      `${clusterHeader ?? cluster}${percent === undefined ? "" : ` (${percent}%)`}`,
  );
  return (
    <FactList
      facts={[
        ...useTimeoutFacts(effects),
        [t("detail.retries"), <Retries key="retries" retries={effects.retries} />, true],
        [t("detail.rewritePath"), <code key="path">{path?.after}</code>, path !== undefined],
        [
          t("detail.rewriteHost"),
          <HostRewriteWords key="host" host={effects.host} />,
          effects.host !== undefined,
        ],
        [t("detail.mirrors"), mirrorWords.join(", "), mirrors.length > 0],
        [
          t("detail.requestHeaders"),
          <HeaderChanges key="req" changes={[...effects.requestHeaders, ...effects.routerHeaders]} />,
          effects.requestHeaders.length + effects.routerHeaders.length > 0,
        ],
        [
          t("detail.responseHeaders"),
          <HeaderChanges key="res" changes={effects.responseHeaders} />,
          effects.responseHeaders.length > 0,
        ],
        [
          t("detail.hash"),
          hashPolicies.map(({ on, name }) => `${on} ${name}`).join(", "),
          hashPolicies.length > 0,
        ],
        [
          t("detail.rateLimits"),
          rateLimits.map(({ descriptors }) => descriptors.join(" + ")).join(", "),
          rateLimits.length > 0,
        ],
        [
          t("detail.internalRedirects"),
          t("detail.internalRedirectsText", {
            statuses: internalRedirects?.statuses.join(", ") ?? "",
            most: internalRedirects?.most ?? 0,
          }),
          internalRedirects !== undefined,
        ],
        [t("detail.upgrades"), upgrades.join(", "), upgrades.length > 0],
        [t("detail.priority"), effects.priority, effects.priority === "HIGH"],
        [t("detail.effectsDepend"), dependsOn.map(say).join("; "), dependsOn.length > 0],
      ]}
    />
  );
}

function useTimeoutFacts({ timeouts }: RouteEffects): readonly Fact[] {
  const t = useTranslations("explain");
  const fact = (name: string, setting: Setting<number> | undefined): Fact => [
    name,
    <WithOrigin
      key="value"
      text={setting?.value === 0 ? t("detail.noTimeout") : ms(setting?.value ?? 0)}
      from={setting?.from}
    />,
    setting !== undefined,
  ];
  return [
    fact(t("detail.timeout"), timeouts.requestMs),
    fact(t("detail.perTry"), timeouts.perTryMs),
    fact(t("detail.perTryIdle"), timeouts.perTryIdleMs),
    fact(t("detail.idle"), timeouts.idleMs),
    fact(t("detail.maxStream"), timeouts.maxStreamDurationMs),
    [t("detail.hedge"), t("detail.hedgeText"), timeouts.hedgesOnPerTryTimeout],
  ];
}

function Retries({ retries }: { retries: Setting<RetryEffects> | undefined }) {
  const t = useTranslations("explain");
  if (retries === undefined) return t("detail.noRetries");
  const { attempts, on, statusCodes, backoffBaseMs, backoffMaxMs, hostPredicates } = retries.value;
  const text = t("detail.retriesText", {
    attempts,
    on: [...on, ...statusCodes.map(String)].join(", "),
  });
  const more = [
    t("detail.backoff", { base: ms(backoffBaseMs), most: ms(backoffMaxMs) }),
    ...(hostPredicates.some((name) => name.includes("previous_hosts")) ? [t("detail.otherHosts")] : []),
  ];
  return (
    <>
      <WithOrigin text={text} from={retries.from} />
      <div className={classes.muted}>{more.join(" · ")}</div>
    </>
  );
}

function WithOrigin({ text, from }: { text: string; from: Setting<unknown>["from"] | undefined }) {
  const t = useTranslations("explain");
  return (
    <>
      {text} {from === undefined ? null : <span className={classes.muted}>{t(`origin.${from}`)}</span>}
    </>
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
