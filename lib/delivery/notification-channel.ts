import type { Locale } from "@/lib/i18n/locales";

/** Whose rules a message and its answer follow. */
export const notificationFormats = ["generic", "slack", "dingtalk", "feishu", "wecom"] as const;
export type NotificationFormat = (typeof notificationFormats)[number];

/** Formats whose messages can be signed with a secret of both sides. */
export const signedFormats: ReadonlySet<NotificationFormat> = new Set(["generic", "dingtalk", "feishu"]);

/**
 * What people are told of. `ended` is an experiment's own end and a run that could not begin; `stopped` is an end before
 * its time by a person or a condition; `alert` means that something could not be taken back.
 */
export const notificationEvents = [
  "started",
  "needs_person",
  "rolled_back",
  "promoted",
  "ended",
  "stopped",
  "alert",
  "kill_switch",
] as const;
export type NotificationEvent = (typeof notificationEvents)[number];

/** Where messages go. `url` lets its owner write there, so it is a secret too. */
export type NotificationChannel = {
  readonly name: string;
  readonly format: NotificationFormat;
  readonly url: string;
  readonly secret?: string | undefined;
  /** Absent takes all. */
  readonly events?: readonly NotificationEvent[] | undefined;
  readonly clusters?: readonly string[] | undefined;
  readonly namespaces?: readonly string[] | undefined;
  readonly locale: Locale;
};

/** Whether the channel is told of `event` there. What is about a whole cluster reaches channels of single namespaces too. */
export function isWanted(
  channel: Pick<NotificationChannel, "events" | "clusters" | "namespaces">,
  event: NotificationEvent,
  place: { readonly cluster: string; readonly namespace?: string | undefined },
): boolean {
  const has = (list: readonly string[] | undefined, one: string) => list === undefined || list.includes(one);
  return (
    has(channel.events, event) &&
    has(channel.clusters, place.cluster) &&
    (place.namespace === undefined || has(channel.namespaces, place.namespace))
  );
}
