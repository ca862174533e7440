"use client";
import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "use-intl";
import { ChannelTable } from "./channel-table";
import { useMessageColumns, type MessageRow } from "./message-columns";
import { SettingsTabs } from "./settings-tabs";
import classes from "./settings.module.css";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import { useTRPC } from "@/components/query/trpc";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { PageHeader } from "@/components/ui/page-header";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { Section } from "@/components/ui/section";
import { StaleNotice } from "@/components/ui/stale-notice";
import { locales } from "@/lib/i18n/locales";

const example = `notifications:
  - name: oncall
    # or generic, dingtalk, feishu, wecom
    format: slack
    url: \${ONCALL_WEBHOOK}
    events: [needs_person, rolled_back, alert, kill_switch]
server:
  publicUrl: https://heddle.example.com`;

/** Where people are told of runs, whether the last messages arrived, and a way to try. */
export function NotificationsScreen() {
  const t = useTranslations("delivery");
  const trpc = useTRPC();
  const current = useLocale();
  const locale = locales.find((one) => one === current) ?? "en";
  const query = useQuery(
    trpc.delivery.notifications.read.queryOptions({ limit: 200, locale }, { refetchInterval: 10_000 }),
  );
  const { data, error } = query;
  return (
    <>
      <PageHeader
        title={t("settings.title")}
        subtitle={t("settings.subtitle")}
        updatedAtMs={query.dataUpdatedAt}
      />
      <SettingsTabs />
      <div className={classes.stack}>
        {data === undefined && error !== null ? (
          <ErrorState error={error} onRetry={() => void query.refetch()} />
        ) : null}
        {data === undefined && error === null ? <PageSkeleton rows={5} /> : null}
        {data === undefined ? null : (
          <>
            {error === null ? null : (
              <StaleNotice
                error={error}
                updatedAtMs={query.dataUpdatedAt}
                onRetry={() => void query.refetch()}
              />
            )}
            <Channels settings={data} />
            <Messages settings={data} />
          </>
        )}
      </div>
    </>
  );
}

type Props = { readonly settings: RouterOutputs["delivery"]["notifications"]["read"] };

function Channels({ settings: { channels, deliveries, hasPublicUrl } }: Props) {
  const t = useTranslations("delivery");
  if (channels.length === 0) {
    return (
      <EmptyState
        title={t("settings.none")}
        reason={
          <>
            {t.rich("settings.noneReason", { code: (text) => <code>{text}</code> })}
            <pre className={classes.example} tabIndex={0}>
              {example}
            </pre>
          </>
        }
      />
    );
  }
  return (
    <Section title={t("settings.channels")} flush>
      <ChannelTable channels={channels} deliveries={deliveries} />
      {hasPublicUrl ? null : <p className={classes.footnote}>{t("settings.noPublicUrl")}</p>}
    </Section>
  );
}

function Messages({ settings: { channels, deliveries, nowMs } }: Props) {
  const t = useTranslations("delivery");
  const columns = useMessageColumns(nowMs);
  if (channels.length === 0 && deliveries.length === 0) return null;
  return (
    <Section title={t("settings.deliveries")} flush={deliveries.length > 0}>
      {deliveries.length === 0 ? (
        <p className={classes.note}>{t("settings.deliveriesNone")}</p>
      ) : (
        <DataTable
          rows={deliveries}
          columns={columns}
          rowKey={({ id }: MessageRow) => id}
          caption={t("settings.deliveries")}
          urlKey="messages"
          initialSort={{ id: "created", desc: true }}
          filterPlaceholder={t("settings.filter")}
          exportName="notifications"
          maxHeight={480}
        />
      )}
    </Section>
  );
}
