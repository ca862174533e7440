"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { FleetProgress } from "./fleet-progress";
import { useTrust } from "./use-fleet";
import classes from "../proxies.module.css";
import { proxyHref } from "../proxy-columns";
import { Remaining } from "../remaining";
import { useViewHref } from "@/components/query/use-view-href";
import { ErrorState } from "@/components/ui/error-state";
import { Link } from "@/components/ui/link";
import { Section } from "@/components/ui/section";
import { StatusBadge } from "@/components/ui/status-badge";
import { trustGroups, type TrustGroup } from "@/lib/proxies/fleet/trust";

const podsShown = 60;

/** Proxies by the root certificates that they trust; a group that cannot speak with another one says so. */
export function TrustResult() {
  const t = useTranslations("proxies");
  const { query, answer, walk } = useTrust();
  const groups = useMemo(() => trustGroups(answer.found), [answer.found]);
  if (query.error !== null && query.data === undefined)
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const nameOf = new Map(groups.map(({ key }, index) => [key, t("fleet.group", { number: index + 1 })]));
  const hasRefusal = groups.some(({ refuses }) => refuses.length > 0);
  return (
    <>
      <FleetProgress answer={answer} walk={walk} />
      {groups.length === 0 ? null : (
        <div className={classes.tools}>
          <StatusBadge
            tone={hasRefusal ? "failing" : groups.length === 1 ? "ok" : "info"}
            label={
              hasRefusal
                ? t("fleet.trustBroken")
                : groups.length === 1
                  ? t("fleet.trustOne", { count: answer.found.length })
                  : t("fleet.trustMixed", { count: groups.length })
            }
          />
          <span className={classes.muted}>{t("fleet.trustNote")}</span>
        </div>
      )}
      <div className={classes.groups}>
        {groups.map((group) => (
          <TrustCard key={group.key} group={group} nameOf={nameOf} />
        ))}
      </div>
    </>
  );
}

function TrustCard({ group, nameOf }: { group: TrustGroup; nameOf: ReadonlyMap<string, string> }) {
  const t = useTranslations("proxies");
  const href = useViewHref();
  return (
    <Section
      title={`${nameOf.get(group.key) ?? ""} · ${t("fleet.proxies", { count: group.proxies.length })}`}
    >
      {group.refuses.map((key) => (
        <p key={key} className={classes.refusal}>
          {t("fleet.refuses", { group: nameOf.get(key) ?? "" })}
        </p>
      ))}
      {group.roots.length === 0 ? <p className={classes.muted}>{t("fleet.noRoots")}</p> : null}
      <ul className={classes.list}>
        {group.roots.map((root) => (
          <li key={root.fingerprint}>
            <strong>{root.subject}</strong> <Remaining cert={root} />{" "}
            {root.fingerprint === group.issuer ? <StatusBadge tone="info" label={t("fleet.issuer")} /> : null}
            <div className={`${classes.mono} ${classes.muted}`}>SHA-256 {root.fingerprint}</div>
          </li>
        ))}
      </ul>
      {group.issuer === undefined && group.roots.length > 0 ? (
        <p className={classes.muted}>{t("fleet.noIssuer")}</p>
      ) : null}
      <details className={classes.block}>
        <summary className={classes.heading}>{t("fleet.proxies", { count: group.proxies.length })}</summary>
        <ul className={classes.podGrid}>
          {group.proxies.slice(0, podsShown).map((proxy) => (
            <li key={`${proxy.namespace}/${proxy.pod}`}>
              <Link href={href(proxyHref(proxy), { tab: "secrets" })}>{proxy.pod}</Link>{" "}
              <span className={classes.muted}>{proxy.namespace}</span>
            </li>
          ))}
        </ul>
        {group.proxies.length > podsShown ? (
          <p className={classes.muted}>{t("fleet.morePods", { count: group.proxies.length - podsShown })}</p>
        ) : null}
      </details>
    </Section>
  );
}
