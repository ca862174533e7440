"use client";
import { usePhrases } from "@/components/ui/use-phrases";
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import classes from "./settings.module.css";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import changes from "@/components/changes/changes.module.css";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { DeliveryState } from "@/components/settings/delivery-state";
import { formatMeasure } from "@/lib/format/measure";

type Settings = RouterOutputs["delivery"]["notifications"]["read"];
type Channel = Settings["channels"][number];

/** The configured channels, each with what came of its last message and a button that sends a test. */
export function ChannelTable({ channels, deliveries }: Pick<Settings, "channels" | "deliveries">) {
  const t = useTranslations("delivery");
  return (
    <table className={`${changes.table} ${classes.rows}`}>
      <caption className="hd-visually-hidden">{t("settings.channels")}</caption>
      <thead>
        <tr>
          {(["name", "format", "host", "signed", "events", "where", "locale", "last"] as const).map((id) => (
            <th key={id} scope="col">
              {t(`settings.${id}`)}
            </th>
          ))}
          <th scope="col">
            <span className="hd-visually-hidden">{t("settings.test")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {channels.map((channel) => {
          const last = deliveries.find((one) => one.channel === channel.name);
          return (
            <tr key={channel.name}>
              <th scope="row">{channel.name}</th>
              <td>{channel.format}</td>
              <td>{channel.host}</td>
              <td>{t(channel.isSigned ? "settings.yes" : "settings.no")}</td>
              <td>{eventWords(channel, t)}</td>
              <td>
                {[...(channel.clusters ?? []), ...(channel.namespaces ?? [])].join(", ") ||
                  t("settings.everywhere")}
              </td>
              <td>{channel.locale}</td>
              <td>{last === undefined ? t("settings.never") : <DeliveryState {...last} />}</td>
              <td>
                <TestButton name={channel.name} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function eventWords({ events }: Channel, t: ReturnType<typeof useTranslations<"delivery">>): string {
  return events === undefined
    ? t("settings.eventsAll")
    : events.map((event) => t(`message.event.${event}`)).join(", ");
}

/** The answer stays until the next test: it is what somebody wants to read. */
function TestButton({ name }: { name: string }) {
  const t = useTranslations("delivery");
  const phrases = usePhrases();
  const trpc = useTRPC();
  const { cluster } = useScope();
  const test = useMutation(trpc.delivery.notifications.test.mutationOptions());
  const { data, error } = test;
  return (
    <div className={classes.channelActions}>
      <Button
        size="compact-xs"
        variant="default"
        loading={test.isPending}
        aria-label={t("settings.testOf", { name })}
        onClick={() => test.mutate({ cluster, name })}
      >
        {t("settings.test")}
      </Button>
      <div role="status">
        {error === null ? null : (
          <p className={classes.outcome} data-taken="false">
            {phrases.error(error)}
          </p>
        )}
        {data === undefined ? null : (
          <p className={classes.outcome} data-taken={data.isTaken}>
            {data.isTaken
              ? t("settings.taken", { host: data.host, ms: formatMeasure(data.durationMs, "ms") })
              : t("settings.refused", { message: data.message ?? "" })}
          </p>
        )}
        {data?.answer === undefined || data.isTaken ? null : (
          <p className={classes.outcome}>{t("settings.answer", { answer: data.answer })}</p>
        )}
      </div>
    </div>
  );
}
