"use client";
import { useTranslations } from "use-intl";
import { CallerEffectTable, CapacityTable, DestinationTable, ReceiverTable } from "./effect-tables";
import classes from "./impact.module.css";
import { PathList } from "./path-list";
import { useImpact } from "./use-impact";
import { WhatIfView } from "./what-if-view";
import { MeasuredBy } from "@/components/ui/measured-by";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { Section } from "@/components/ui/section";
import type { ChangeRequest } from "@/lib/changes/change-set";
import { formatMeasure } from "@/lib/format/measure";
import type { Impact } from "@/lib/impact/model";

/**
 * What the change would do to live traffic, kept up with each settled edit of `request`. It fits beside a form and
 * spreads out where there is room. Without a request it says what it waits for.
 */
export function ImpactPanel({ request, cluster }: { request: ChangeRequest | undefined; cluster?: string }) {
  const t = useTranslations("impact");
  const { query, isSettling } = useImpact(request, cluster);
  return (
    <Section
      title={t("title")}
      actions={
        <>
          <span className={classes.muted} role="status">
            {isSettling && request !== undefined ? t("updating") : ""}
          </span>
          {query.data === undefined ? null : <MeasuredBy evidence={query.data.evidence} />}
        </>
      }
    >
      {request === undefined ? (
        <p className={classes.muted}>{t("waiting")}</p>
      ) : (
        <QueryBoundary query={query} skeleton={<PageSkeleton rows={6} />}>
          {(impact) => <ImpactView impact={impact} isSettling={isSettling} />}
        </QueryBoundary>
      )}
    </Section>
  );
}

function ImpactView({ impact, isSettling }: { impact: Impact; isSettling: boolean }) {
  const t = useTranslations("impact");
  if (impact.isNothing) return <p className={classes.muted}>{t("nothing")}</p>;
  const { receivers, demand, destinations } = impact;
  const rps = receivers?.list.reduce((sum, { requestsPerSecond }) => sum + (requestsPerSecond ?? 0), 0);
  return (
    <div className={classes.panel} data-settling={isSettling}>
      <div className={classes.block}>
        {receivers === undefined ? null : (
          <p className={classes.lead}>
            {t("receivers.lead", {
              proxies: receivers.proxies,
              all: receivers.proxiesOfMesh,
              namespaces: receivers.byNamespace.length,
            })}{" "}
            {destinations === undefined
              ? t("receivers.rateUnknown")
              : t("receivers.rate", { rate: formatMeasure(rps, "rps") })}
          </p>
        )}
        {receivers === undefined || receivers.opaque.length === 0 ? null : (
          <p className={classes.muted}>
            {t("receivers.opaque", {
              objects: receivers.opaque.map(({ kind, name }) => `${kind} ${name}`).join(", "),
            })}
          </p>
        )}
      </div>
      <div className={classes.wide}>
        <WhatIfView whatIf={impact.whatIf} />
        <div className={classes.block}>
          <DestinationTable rows={destinations} />
          {demand !== undefined && demand.assumedRps > 0 ? (
            <p className={classes.muted}>
              {t("destinations.assumed", { rate: formatMeasure(demand.assumedRps, "rps") })}
            </p>
          ) : null}
        </div>
        <CapacityTable rows={impact.capacity} />
        <CallerEffectTable rows={impact.callers} isMeasured={destinations !== undefined} />
        <PathList paths={impact.paths} />
        {receivers === undefined ? null : <ReceiverTable receivers={receivers} />}
      </div>
    </div>
  );
}
