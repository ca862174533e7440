import type { NotificationChannel } from "@/lib/delivery/notification-channel";
import type { FaultReason } from "@/lib/errors";

/** How a message went: what the service answered, or why it did not. */
export type WebhookAnswer =
  | {
      readonly state: "answered";
      readonly status: number;
      readonly body: string;
      readonly retryAfterMs?: number;
      readonly durationMs: number;
    }
  | {
      readonly state: "failed";
      readonly reason: FaultReason;
      readonly message: string;
      readonly durationMs: number;
    };

export interface WebhookSource {
  /** Posts `payload` once, signed with the channel's secret; every attempt of one message has the same `id`. Never throws. */
  post(
    channel: NotificationChannel,
    message: { readonly id: string; readonly payload: Readonly<Record<string, unknown>> },
    signal: AbortSignal,
  ): Promise<WebhookAnswer>;
}

/** Where people are told of runs. */
export type Notifications = {
  readonly channels: readonly NotificationChannel[];
  /** Where people reach the console, for links. */
  readonly publicUrl?: string;
  readonly webhooks: WebhookSource;
};
