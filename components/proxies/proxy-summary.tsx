"use client";
import { Button, UnstyledButton } from "@mantine/core";
import { useTranslations } from "use-intl";
import { Age } from "./age";
import { EnvoyCard } from "./envoy-card";
import classes from "./proxies.module.css";
import { Remaining } from "./remaining";
import { SyncBadge } from "./sync-badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Measure } from "@/components/ui/measure";
import { Section } from "@/components/ui/section";
import { xdsTypes } from "@/lib/controlplane/sync";
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
          title={summary.isPlaceUnknown === true ? t("silent.unasked") : t("silent.title")}
          reason={summary.isPlaceUnknown === true ? t("silent.unaskedReason") : t("silent.reason")}
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

function SyncCard({ summary: { row } }: { summary: Summary }) {
  const t = useTranslations("proxies");
  const types = xdsTypes.filter((type) => row?.types[type] !== undefined);
  return (
    <Section title={t("summary.sync")}>
      {row === undefined || types.length === 0 ? (
        <p className={classes.muted}>
          {row === undefined || row.connection === "unknown"
            ? t("connectionHint.unknown")
            : t("summary.noSync")}
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
            {section === "endpoints" ? (
              <span className={classes.muted}> {t("summary.ofClusters")}</span>
            ) : null}
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
