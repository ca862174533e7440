"use client";
import { useState } from "react";
import { Button } from "@mantine/core";
import { useTranslations } from "use-intl";
import classes from "./board.module.css";
import { NackWords } from "./nack-words";
import { RefusedPartView } from "./nack-suspects";
import type { Rejection } from "./outputs";
import type { RejectionsQuery } from "./use-rejections";
import { Age } from "@/components/proxies/age";
import { proxyHref } from "@/components/proxies/proxy-columns";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { Section } from "@/components/ui/section";
import { StatusBadge } from "@/components/ui/status-badge";

/** What proxies refuse, one card for each text: an object that breaks forty proxies is told once. */
export function BoardRejections({ query }: { query: RejectionsQuery }) {
  const t = useTranslations("controlplane.board");
  const { data, error, isPending, dataUpdatedAt, refetch } = query;
  const rejections = data?.data;
  if (rejections?.length === 0) return null;
  // Of a silent istiod the board tells already.
  const told = data === undefined ? undefined : { ...data, warnings: [] };
  return (
    <Section
      title={rejections === undefined ? t("rejectionsTitle") : t("rejections", { count: rejections.length })}
    >
      <QueryBoundary
        query={{ data: told, error, isPending, dataUpdatedAt, refetch }}
        skeleton={<PageSkeleton rows={4} />}
      >
        {(cards) => (
          <div className={classes.cards}>
            {cards.map((rejection) => (
              <RejectionCard key={`${rejection.type} ${rejection.message}`} rejection={rejection} />
            ))}
          </div>
        )}
      </QueryBoundary>
    </Section>
  );
}

function RejectionCard({ rejection }: { rejection: Rejection }) {
  const t = useTranslations("controlplane.board");
  const { type, message, parts, proxies, sinceMs } = rejection;
  return (
    <article className={classes.card} aria-label={t("rejectionLabel", { type: type.toUpperCase() })}>
      <div className={classes.cardHead}>
        <StatusBadge tone="failing" label={type.toUpperCase()} />
        <strong>{t("refusedBy", { count: proxies.length })}</strong>
        <span className={classes.muted}>
          {t("since")} <Age timeMs={sinceMs} />
        </span>
      </div>
      <NackWords message={message} parts={parts} />
      {parts.map((part) => (
        <RefusedPartView key={`${part.resource ?? ""} ${part.words}`} part={part} />
      ))}
      <RefusingProxies proxies={proxies} />
    </article>
  );
}

const shownFirst = 8;

function RefusingProxies({ proxies }: { proxies: Rejection["proxies"] }) {
  const t = useTranslations("controlplane.board");
  const href = useViewHref();
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? proxies : proxies.slice(0, shownFirst);
  return (
    <div className={classes.pods}>
      {shown.map((proxy) => (
        <Link key={`${proxy.namespace}/${proxy.pod}`} href={href(proxyHref(proxy))}>
          {proxy.pod}
        </Link>
      ))}
      {proxies.length > shown.length ? (
        <Button size="compact-xs" variant="subtle" onClick={() => setWhole(true)}>
          {t("more", { count: proxies.length - shown.length })}
        </Button>
      ) : null}
    </div>
  );
}
