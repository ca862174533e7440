import { randomUUID } from "node:crypto";
import type { NotificationChannel } from "@/lib/delivery/notification-channel";
import { listNotifications } from "@/server/database/notification";
import { nothingSeen } from "@/server/operations/delivery/notify-enqueue";
import { notifyTurn, type NotifyState } from "@/server/operations/delivery/notify-turn";
import type { WebhookAnswer } from "@/lib/delivery/webhook";
import type { ClusterSources, OperationContext } from "@/server/ports";

export const taken: WebhookAnswer = { state: "answered", status: 200, body: "ok", durationMs: 3 };
export const away: WebhookAnswer = {
  state: "failed",
  reason: "refused",
  message: "connect ECONNREFUSED",
  durationMs: 1,
};
export const slack: NotificationChannel = {
  name: "oncall",
  format: "slack",
  url: "https://hooks.example/services/T0PSECRET",
  locale: "en",
};

type Post = {
  readonly channel: string;
  readonly id: string;
  readonly payload: Readonly<Record<string, unknown>>;
};
type Answer = (post: Post) => WebhookAnswer | Promise<WebhookAnswer>;

/** A console whose clock, channels and receivers are the test's. */
export class Console {
  nowMs = 1_000_000;
  channels: NotificationChannel[] = [slack];
  readonly posts: Post[] = [];
  answer: Answer = () => taken;
  readonly databaseUrl: string;
  state = this.newProcess();

  constructor(databaseUrl: string) {
    this.databaseUrl = databaseUrl;
  }

  /** A process that remembers nothing; the lease of the old one is taken over by its name. */
  newProcess(): NotifyState {
    return { holder: "leader", seen: nothingSeen(), busy: new Set(), isTurning: false };
  }

  ctx(signal = new AbortController().signal): OperationContext {
    return {
      clusters: new Map([["east", { name: "east" } as ClusterSources]]),
      actor: { type: "user", name: "ada", groups: [] },
      requestId: randomUUID(),
      databaseUrl: this.databaseUrl,
      nowMs: () => this.nowMs,
      signal,
      notifications: {
        channels: this.channels,
        publicUrl: "https://console.example",
        webhooks: {
          post: async (channel, message) => {
            const post = { channel: channel.name, ...message };
            this.posts.push(post);
            return this.answer(post);
          },
        },
      },
    };
  }

  turn(signal?: AbortSignal) {
    return notifyTurn(this.ctx(signal), this.state);
  }

  rows() {
    return listNotifications(this.databaseUrl, 100);
  }
}

/** What is stored of a canary that pauses. */
export function canaryBody(pause: Record<string, unknown> | undefined) {
  const service = { namespace: "shop", name: "cart" };
  return {
    plan: {
      api: "istio",
      service,
      stable: { name: "v1", labels: { version: "v1" } },
      canary: { name: "v2", labels: { version: "v2" } },
      steps: [{ weightPercent: 10, minMinutes: 1 }],
      metrics: [{ kind: "success" }],
    },
    reason: "test",
    force: false,
    ...(pause === undefined ? {} : { pause }),
  };
}
