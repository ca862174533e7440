import { judgeAnswer } from "@/lib/delivery/notification-answer";
import type { NotificationChannel } from "@/lib/delivery/notification-channel";
import { notificationFactsSchema, type NotificationFacts } from "@/lib/delivery/notification-facts";
import { notificationPayload } from "@/lib/delivery/notification-payload";
import { retryPauseMs } from "@/lib/delivery/notification-retry";
import { notificationWords } from "@/lib/delivery/notification-text";
import {
  dueChannels,
  dueNotifications,
  settleNotification,
  type Notification,
} from "@/server/database/notification";
import type { Notifications, WebhookAnswer } from "@/lib/delivery/webhook";
import type { OperationContext } from "@/server/ports";

const batchSize = 20;

/** How one attempt went, in words. */
export type Attempt = {
  readonly isTaken: boolean;
  /** The service's words, or the network's, when it was not taken. */
  readonly message?: string;
  /** What it answered; absent when it did not. */
  readonly answer?: string;
  readonly durationMs: number;
  readonly retryAfterMs?: number;
};

/** Sends one message once. Never throws for an endpoint that is away. */
export async function attempt(
  { webhooks, publicUrl }: Notifications,
  channel: NotificationChannel,
  message: { readonly id: string; readonly facts: NotificationFacts },
  signal: AbortSignal,
): Promise<Attempt> {
  const { format, locale } = channel;
  const words = notificationWords(message.facts, locale, publicUrl);
  const payload = notificationPayload(format, { ...message, words, locale });
  const answer = await webhooks.post(channel, { id: message.id, payload }, signal);
  return attemptFrom(channel, answer);
}

function attemptFrom({ format }: NotificationChannel, answer: WebhookAnswer): Attempt {
  const { durationMs } = answer;
  if (answer.state === "failed") return { isTaken: false, message: answer.message, durationMs };
  const judged = judgeAnswer(format, answer.status, answer.body);
  return {
    isTaken: judged.isTaken,
    ...(judged.isTaken ? {} : { message: judged.message }),
    answer: `HTTP ${answer.status} ${answer.body.slice(0, 300)}`.trim(),
    durationMs,
    ...(answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }),
  };
}

/**
 * Sends what is due, each channel on its own and in order. `busy` holds the channels that are being sent to: an endpoint
 * that hangs delays nobody else. A message is noted as sent after it was, so after a crash it may arrive twice with the
 * same id, but it always arrives.
 */
export async function sendDue(ctx: OperationContext, busy: Set<string>): Promise<void> {
  const { notifications } = ctx;
  if (notifications === undefined) return;
  const names = (await dueChannels(ctx.databaseUrl, ctx.nowMs())).filter((name) => !busy.has(name));
  await Promise.all(
    names.map(async (name) => {
      busy.add(name);
      try {
        const channel = notifications.channels.find((one) => one.name === name);
        const due = await dueNotifications(ctx.databaseUrl, name, ctx.nowMs(), batchSize);
        for (const message of due) if (!(await sendOne(ctx, notifications, channel, message))) break;
      } finally {
        busy.delete(name);
      }
    }),
  );
}

/** Whether the channel's next message may be tried at once: not where this one did not get through. */
async function sendOne(
  ctx: OperationContext,
  notifications: Notifications,
  channel: NotificationChannel | undefined,
  message: Notification,
): Promise<boolean> {
  const facts = notificationFactsSchema.safeParse(message.body);
  if (channel === undefined || !facts.success) {
    const error =
      channel === undefined
        ? `no channel "${message.channel}" is configured any more`
        : "the message was written by another version of the console";
    await settleNotification(ctx.databaseUrl, message, { state: "given_up", error });
    return true;
  }
  const tried = await attempt(notifications, channel, { id: message.id, facts: facts.data }, ctx.signal);
  if (ctx.signal.aborted) return false;
  const nowMs = ctx.nowMs();
  if (tried.isTaken) {
    await settleNotification(ctx.databaseUrl, message, { state: "sent", sentAtMs: nowMs });
    return true;
  }
  const error = tried.message ?? "not taken";
  const pauseMs = retryPauseMs(message.attempts + 1, tried.retryAfterMs);
  await settleNotification(
    ctx.databaseUrl,
    message,
    pauseMs === undefined
      ? { state: "given_up", error }
      : { state: "pending", nextAtMs: nowMs + pauseMs, error },
  );
  return false;
}
