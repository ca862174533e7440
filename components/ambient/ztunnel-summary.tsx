"use client";
import { UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import classes from "./ambient.module.css";
import { AmbientDifferences } from "./ambient-differences";
import type { AmbientSummaryData } from "./outputs";
import { Age } from "@/components/proxies/age";
import { Remaining } from "@/components/proxies/remaining";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs } from "@/components/query/use-scope";
import { Measure } from "@/components/ui/measure";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { Section } from "@/components/ui/section";
import { StatusBadge } from "@/components/ui/status-badge";
import { unknownText } from "@/lib/format/measure";
import type { DumpTarget } from "@/lib/proxies/dump-target";

const counted = ["workloads", "services", "policies", "certificates", "connections", "pods"] as const;

type Props = { target: DumpTarget; onOpenTab: (tab: string) => void };

/** What a ztunnel holds, how it is, and whether it has what istiod would send. */
export function ZtunnelSummary({ target, onOpenTab }: Props) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.ambient.summary.queryOptions(target, {
      refetchInterval: useRefetchMs(),
      placeholderData: undefined,
    }),
  );
  return (
    <QueryBoundary query={query}>
      {(summary) => (
        <>
          <div className={classes.cards}>
            <StateCard summary={summary} />
            <CountsCard summary={summary} onOpenTab={onOpenTab} />
          </div>
          {"snapshot" in target ? null : <AmbientDifferences differences={summary.differences} />}
        </>
      )}
    </QueryBoundary>
  );
}

function StateCard({ summary }: { summary: AmbientSummaryData }) {
  const t = useTranslations("ambient");
  const bad = (count: number, word: string) => (
    <StatusBadge tone={count === 0 ? "ok" : "failing"} label={count === 0 ? t("summary.none") : word} />
  );
  return (
    <Section title={t("summary.state")}>
      <dl className={classes.facts}>
        <dt>{t("summary.version")}</dt>
        <dd className="hd-num">{summary.version ?? unknownText}</dd>
        <dt>{t("col.node")}</dt>
        <dd>{summary.node ?? unknownText}</dd>
        <dt>{t("summary.unhealthy")}</dt>
        <dd>{bad(summary.unhealthyWorkloads, String(summary.unhealthyWorkloads))}</dd>
        <dt>{t("summary.withoutCertificate")}</dt>
        <dd>{bad(summary.unavailableCertificates, String(summary.unavailableCertificates))}</dd>
        <dt>{t("summary.nextExpiry")}</dt>
        <dd>
          {summary.nextExpiryMs === undefined ? (
            unknownText
          ) : (
            <Remaining cert={{ notAfterMs: summary.nextExpiryMs }} />
          )}
        </dd>
        <dt>{t("summary.size")}</dt>
        <dd>
          <Measure value={summary.sizeBytes} unit="bytes" />
        </dd>
        <dt>{t("summary.read")}</dt>
        <dd>
          <Age timeMs={summary.fetchedAtMs} />
        </dd>
      </dl>
    </Section>
  );
}

function CountsCard({ summary, onOpenTab }: { summary: AmbientSummaryData; onOpenTab: Props["onOpenTab"] }) {
  const t = useTranslations("ambient");
  return (
    <Section title={t("summary.holds")}>
      <dl className={classes.facts}>
        {counted.map((name) => [
          <dt key={name}>
            <UnstyledButton className={classes.link} onClick={() => onOpenTab(name)}>
              {t(`tab.${name}`)}
            </UnstyledButton>
          </dt>,
          <dd key={`${name} count`}>
            <Measure value={summary.counts[name]} unit="count" />
          </dd>,
        ])}
      </dl>
    </Section>
  );
}
