import { takeLease } from "@/server/database/lease";
import { forgetNotifications } from "@/server/database/notification";
import { sendDue } from "@/server/operations/delivery/notify";
import { beginChannels, enqueueNotifications, type Seen } from "@/server/operations/delivery/notify-enqueue";
import type { OperationContext } from "@/server/ports";

const lease = "notifications";
/** Longer than an attempt may take, so that its end is noted by whoever began it. */
const leaseMs = 15_000;
const keepMs = 30 * 24 * 3_600_000;
const forgetEveryMs = 3_600_000;

export type NotifyState = {
  readonly holder: string;
  readonly seen: Seen;
  readonly busy: Set<string>;
  isTurning: boolean;
  hasBegun?: boolean;
  forgotAtMs?: number;
};

/** One turn of the leader: the outbox is filled, and what is due is sent. Sending may last longer than the turns. */
export async function notifyTurn(ctx: OperationContext, state: NotifyState): Promise<void> {
  if (state.isTurning || (ctx.notifications?.channels.length ?? 0) === 0) return;
  state.isTurning = true;
  try {
    if (state.hasBegun !== true) {
      await beginChannels(ctx);
      state.hasBegun = true;
    }
    const nowMs = ctx.nowMs();
    if (!(await takeLease(ctx.databaseUrl, { name: lease, holder: state.holder, ttlMs: leaseMs }, nowMs)))
      return;
    await enqueueNotifications(ctx, state.seen);
    if (state.forgotAtMs === undefined || nowMs - state.forgotAtMs >= forgetEveryMs) {
      state.forgotAtMs = nowMs;
      await forgetNotifications(ctx.databaseUrl, nowMs - keepMs);
    }
  } finally {
    state.isTurning = false;
  }
  await sendDue(ctx, state.busy);
}
