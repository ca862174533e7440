import { withRows } from "@/server/database/database";

const notificationStates = ["pending", "sent", "given_up"] as const;
type NotificationState = (typeof notificationStates)[number];

/** A message to one channel. Its body is JSON; the id tells the same message apart from another for good. */
export type Notification = {
  readonly id: string;
  readonly channel: string;
  readonly runId?: string;
  readonly event: string;
  readonly body: unknown;
  readonly state: NotificationState;
  readonly attempts: number;
  readonly createdAtMs: number;
  readonly nextAtMs?: number;
  readonly sentAtMs?: number;
  readonly error?: string;
};

/** The row that says since when a channel exists: what happened before is not told. */
const begins = { event: "channel", state: "begins" } as const;
const beginsId = (channel: string) => `begins:${channel}`;

type Row = {
  readonly id: string;
  readonly channel: string;
  readonly runId: string | null;
  readonly event: string;
  readonly body: string;
  readonly state: string;
  readonly attempts: number;
  readonly createdAtMs: bigint;
  readonly nextAtMs: bigint | null;
  readonly sentAtMs: bigint | null;
  readonly error: string | null;
};

function fromRow(row: Row): Notification {
  return {
    id: row.id,
    channel: row.channel,
    ...(row.runId === null ? {} : { runId: row.runId }),
    event: row.event,
    body: JSON.parse(row.body) as unknown,
    state: notificationStates.find((state) => state === row.state) ?? "given_up",
    attempts: row.attempts,
    createdAtMs: Number(row.createdAtMs),
    ...(row.nextAtMs === null ? {} : { nextAtMs: Number(row.nextAtMs) }),
    ...(row.sentAtMs === null ? {} : { sentAtMs: Number(row.sentAtMs) }),
    ...(row.error === null ? {} : { error: row.error }),
  };
}

/** Since when each channel is known; one that is new is known from `nowMs` on. */
export async function channelBeginnings(
  url: string | undefined,
  channels: readonly string[],
  nowMs: number,
): Promise<ReadonlyMap<string, number>> {
  const rows = await withRows(url, async (all) => {
    const find = () => all.notification.findMany({ where: { id: { in: channels.map(beginsId) } } });
    const known = new Set((await find()).map(({ channel }) => channel));
    for (const channel of channels) {
      if (known.has(channel)) continue;
      await all.notification.upsert({
        where: { id: beginsId(channel) },
        update: {},
        create: {
          ...begins,
          id: beginsId(channel),
          channel,
          body: "{}",
          attempts: 0,
          createdAtMs: BigInt(nowMs),
        },
      });
    }
    return find();
  });
  return new Map(rows.map(({ channel, createdAtMs }) => [channel, Number(createdAtMs)]));
}

export type NewNotification = Pick<Notification, "id" | "channel" | "runId" | "event" | "body">;

/** Adds the messages that are not there yet; a message that was sent or given up stays as it is. */
export async function addNotifications(
  url: string | undefined,
  messages: readonly NewNotification[],
  nowMs: number,
): Promise<void> {
  if (messages.length === 0) return;
  await withRows(url, async (all) => {
    for (const { id, channel, runId, event, body } of messages) {
      await all.notification.upsert({
        where: { id },
        update: {},
        create: {
          id,
          channel,
          runId: runId ?? null,
          event,
          body: JSON.stringify(body),
          state: "pending",
          attempts: 0,
          createdAtMs: BigInt(nowMs),
          nextAtMs: BigInt(nowMs),
        },
      });
    }
  });
}

/** Channels for which something is to be sent now. */
export async function dueChannels(url: string | undefined, nowMs: number): Promise<readonly string[]> {
  const rows = await withRows(url, (all) =>
    all.notification.findMany({
      where: { state: "pending", nextAtMs: { lte: BigInt(nowMs) } },
      distinct: ["channel"],
      select: { channel: true },
    }),
  );
  return rows.map(({ channel }) => channel);
}

/** What is to be sent to the channel now, the oldest first. */
export async function dueNotifications(
  url: string | undefined,
  channel: string,
  nowMs: number,
  limit: number,
): Promise<readonly Notification[]> {
  const rows = await withRows(url, (all) =>
    all.notification.findMany({
      where: { channel, state: "pending", nextAtMs: { lte: BigInt(nowMs) } },
      orderBy: [{ createdAtMs: "asc" }, { id: "asc" }],
      take: limit,
    }),
  );
  return rows.map(fromRow);
}

type Settlement =
  | { readonly state: "sent"; readonly sentAtMs: number }
  | { readonly state: "pending"; readonly nextAtMs: number; readonly error: string }
  | { readonly state: "given_up"; readonly error: string };

/** Notes how an attempt went; nothing when somebody else has noted one meanwhile. */
export async function settleNotification(
  url: string | undefined,
  { id, attempts }: Pick<Notification, "id" | "attempts">,
  settlement: Settlement,
): Promise<void> {
  await withRows(url, (all) =>
    all.notification.updateMany({
      where: { id, state: "pending", attempts },
      data: {
        attempts: attempts + 1,
        state: settlement.state,
        error: settlement.state === "sent" ? null : settlement.error,
        sentAtMs: settlement.state === "sent" ? BigInt(settlement.sentAtMs) : null,
        nextAtMs: settlement.state === "pending" ? BigInt(settlement.nextAtMs) : null,
      },
    }),
  );
}

/** Newest first. */
export async function listNotifications(
  url: string | undefined,
  limit: number,
): Promise<readonly Notification[]> {
  const rows = await withRows(url, (all) =>
    all.notification.findMany({
      where: { state: { in: [...notificationStates] } },
      orderBy: [{ createdAtMs: "desc" }, { id: "asc" }],
      take: limit,
    }),
  );
  return rows.map(fromRow);
}

/** Puts a message that waits or was given up first in the queue, with all of its attempts before it; false without one. */
export async function requeueNotification(
  url: string | undefined,
  id: string,
  nowMs: number,
): Promise<boolean> {
  const { count } = await withRows(url, (all) =>
    all.notification.updateMany({
      where: { id, state: { in: ["pending", "given_up"] } },
      data: { state: "pending", attempts: 0, nextAtMs: BigInt(nowMs) },
    }),
  );
  return count === 1;
}

/** Forgets messages that arrived or were given up and are older than `beforeMs`. */
export async function forgetNotifications(url: string | undefined, beforeMs: number): Promise<void> {
  await withRows(url, (all) =>
    all.notification.deleteMany({
      where: { state: { in: ["sent", "given_up"] }, createdAtMs: { lt: BigInt(beforeMs) } },
    }),
  );
}
