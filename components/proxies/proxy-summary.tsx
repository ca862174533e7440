"use client";
import { Button, UnstyledButton } from "@mantine/core";
import { useTranslations } from "use-intl";
import { Age } from "./age";
import classes from "./proxies.module.css";
import { Remaining } from "./remaining";
import { SyncBadge } from "./sync-badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Measure } from "@/components/ui/measure";
import { Section } from "@/components/ui/section";
import { StatusBadge } from "@/components/ui/status-badge";
import { xdsTypes } from "@/lib/controlplane/sync";
import { formatAge } from "@/lib/format/duration";
import { unknownText } from "@/lib/format/measure";
import type { CertFact } from "@/lib/proxies/server-info";
import type { ProxySummaryData as Summary } from "./outputs";

const counted = ["listeners", "routes", "clusters", "endpoints", "secrets"] as const;

type Props = {
  summary: Summary;
  onOpenTab: (tab: (typeof counted)[number]) => void;
  onShowIstiod: () => void;
};

/** State, sync, size of the configuration and certificates of a proxy. */
export function ProxySummary({ summary, onOpenTab, onShowIstiod }: Props) {
  const t = useTranslations("proxies");
  return (
    <>
      {summary.isEnvoySilent ? (
        <EmptyState
          title={t("silent.title")}
          reason={t("silent.reason")}
          action={
            <Button size="xs" variant="default" onClick={onShowIstiod}>
              {t("silent.action")}
            </Button>
          }
        />
      ) : null}
      <div className={classes.cards}>
        <EnvoyCard summary={summary} />
        <SyncCard summary={summary} />
        <ConfigCard summary={summary} onOpenTab={onOpenTab} />
        <CertsCard certs={summary.certs} />
      </div>
    </>
  );
}

function EnvoyCard({ summary: { server, row } }: { summary: Summary }) {
  const t = useTranslations("proxies");
  return (
    <Section title={t("summary.envoy")}>
      <dl className={classes.facts}>
        <dt>{t("summary.state")}</dt>
        <dd>
          {server === undefined ? (
            unknownText
          ) : (
            <StatusBadge tone={server.state === "LIVE" ? "ok" : "degraded"} label={server.state} />
          )}
        </dd>
        <dt>{t("summary.version")}</dt>
        <dd className="hd-num">{server?.version ?? unknownText}</dd>
        <dt>{t("bootstrap.istioVersion")}</dt>
        <dd className="hd-num">{row?.version ?? unknownText}</dd>
        <dt>{t("summary.uptime")}</dt>
        <dd className="hd-num">
          {server?.uptimeMs === undefined ? unknownText : formatAge(server.uptimeMs)}
        </dd>
        <dt>{t("summary.concurrency")}</dt>
        <dd>
          <Measure value={server?.concurrency} unit="count" />
        </dd>
        <dt>{t("col.workload")}</dt>
        <dd>{row?.workload ?? unknownText}</dd>
      </dl>
    </Section>
  );
}

function SyncCard({ summary: { row } }: { summary: Summary }) {
  const t = useTranslations("proxies");
  const types = xdsTypes.filter((type) => row?.types[type] !== undefined);
  return (
    <Section title={t("summary.sync")}>
      {row === undefined || types.length === 0 ? (
        <p className={classes.muted}>
          {row?.connection === "unknown" ? t("connectionHint.unknown") : t("summary.noSync")}
        </p>
      ) : (
        <dl className={classes.facts}>
          <dt>{t("summary.replica")}</dt>
          <dd>{row.replica}</dd>
          {types.map((type) => {
            const sync = row.types[type];
            return [
              <dt key={type}>{type.toUpperCase()}</dt>,
              <dd key={`${type} state`}>
                <span className={classes.badges}>
                  <SyncBadge sync={sync} /> <Age timeMs={sync?.sentAtMs} />
                </span>
                {sync?.error === undefined ? null : <div className={classes.refusal}>{sync.error}</div>}
              </dd>,
            ];
          })}
        </dl>
      )}
    </Section>
  );
}

function ConfigCard({ summary, onOpenTab }: Pick<Props, "summary" | "onOpenTab">) {
  const t = useTranslations("proxies");
  return (
    <Section title={t("summary.config")}>
      <dl className={classes.facts}>
        {counted.map((section) => [
          <dt key={section}>
            <UnstyledButton onClick={() => onOpenTab(section)} className={classes.link}>
              {t(`tab.${section}`)}
            </UnstyledButton>
          </dt>,
          <dd key={`${section} count`}>
            <Measure value={summary.counts?.[section]} unit="count" />
          </dd>,
        ])}
        <dt>{t("summary.configSize")}</dt>
        <dd>
          <Measure value={summary.sizeBytes} unit="bytes" />
        </dd>
        <dt>{t("summary.hash")}</dt>
        <dd className={classes.mono}>{summary.contentHash?.slice(0, 12) ?? unknownText}</dd>
      </dl>
    </Section>
  );
}

function CertsCard({ certs }: { certs: readonly CertFact[] | undefined }) {
  const t = useTranslations("proxies");
  return (
    <Section title={t("summary.certs")}>
      {certs === undefined ? <p className={classes.muted}>{unknownText}</p> : null}
      {certs?.length === 0 ? <p className={classes.muted}>{t("summary.noCerts")}</p> : null}
      <ul className={classes.list}>
        {certs?.map((cert) => (
          <li key={`${cert.kind}${cert.serial}`}>
            <strong>{t(`summary.${cert.kind}`)}</strong> <Remaining cert={cert} />
            <div className={`${classes.mono} ${classes.muted}`}>
              {cert.subjectAltNames.join(", ") || cert.serial}
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
