import { phrase } from "@/lib/phrase";
import { randomUUID } from "node:crypto";
import type { NotificationEvent, NotificationFormat } from "@/lib/delivery/notification-channel";
import { notificationFactsSchema, type NotificationFacts } from "@/lib/delivery/notification-facts";
import { notificationWords } from "@/lib/delivery/notification-text";
import type { RunKind } from "@/lib/delivery/run";
import { ConsoleError } from "@/lib/errors";
import type { Locale } from "@/lib/i18n/locales";
import { messages } from "@/lib/i18n/messages";
import { listNotifications, requeueNotification, type Notification } from "@/server/database/notification";
import { clusterSources } from "@/server/operations/cluster-sources";
import { attempt, type Attempt } from "@/server/operations/delivery/notify";
import type { OperationContext } from "@/server/ports";

/** A channel as people may see it: whoever has its address can write there. */
export type ShownChannel = {
  readonly name: string;
  readonly format: NotificationFormat;
  readonly host: string;
  readonly isSigned: boolean;
  readonly events?: readonly NotificationEvent[];
  readonly clusters?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly locale: Locale;
};

export type Delivery = Omit<Notification, "body"> & {
  readonly title: string;
  readonly run?: { readonly id: string; readonly kind: RunKind };
};

export type NotificationSettings = {
  readonly channels: readonly ShownChannel[];
  readonly hasPublicUrl: boolean;
  /** Newest first. */
  readonly deliveries: readonly Delivery[];
  readonly nowMs: number;
};

/** The configured channels and what was last sent there. `locale` is that of the titles. */
export async function readNotifications(
  ctx: OperationContext,
  { limit, locale }: { readonly limit: number; readonly locale: Locale },
): Promise<NotificationSettings> {
  const rows = await listNotifications(ctx.databaseUrl, limit);
  const channels = ctx.notifications?.channels ?? [];
  return {
    channels: channels.map(({ name, format, url, secret, events, clusters, namespaces, ...rest }) => ({
      name,
      format,
      host: new URL(url).host,
      isSigned: secret !== undefined,
      ...(events === undefined ? {} : { events }),
      ...(clusters === undefined ? {} : { clusters }),
      ...(namespaces === undefined ? {} : { namespaces }),
      locale: rest.locale,
    })),
    hasPublicUrl: ctx.notifications?.publicUrl !== undefined,
    deliveries: rows.map(({ body, ...row }) => {
      const facts = notificationFactsSchema.safeParse(body);
      const run = facts.success ? facts.data.run : undefined;
      return {
        ...row,
        title: facts.success ? notificationWords(facts.data, locale, undefined).title : row.event,
        ...(run === undefined ? {} : { run: { id: run.id, kind: run.kind } }),
      };
    }),
    nowMs: ctx.nowMs(),
  };
}

/** Sends a message that says that it is a test, now and once. Throws not_found for a channel that is not configured. */
export async function testChannel(
  ctx: OperationContext,
  { name, cluster }: { readonly name: string; readonly cluster: string },
): Promise<Attempt & { readonly host: string }> {
  const { notifications } = ctx;
  const channel = notifications?.channels.find((one) => one.name === name);
  if (notifications === undefined || channel === undefined) {
    throw new ConsoleError("not_found", phrase("no_channel", { name }), {
      hint: phrase("channels_in_file"),
      details: { field: "name", known: notifications?.channels.map((one) => one.name) ?? [] },
    });
  }
  const facts: NotificationFacts = {
    event: "started",
    isTest: true,
    atMs: ctx.nowMs(),
    cluster: clusterSources(ctx, cluster).name,
    actor: ctx.actor.name,
    detail: messages[channel.locale].delivery.message.testDetail,
  };
  const tried = await attempt(notifications, channel, { id: `test:${randomUUID()}`, facts }, ctx.signal);
  return { ...tried, host: new URL(channel.url).host };
}

/** Puts a message first in the queue again. Throws conflict for one that arrived. */
export async function retryNotification(ctx: OperationContext, id: string): Promise<{ readonly id: string }> {
  if (await requeueNotification(ctx.databaseUrl, id, ctx.nowMs())) return { id };
  throw new ConsoleError("conflict", phrase("message_gone"), {
    hint: phrase("read_deliveries"),
  });
}
