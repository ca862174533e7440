import { isWanted } from "@/lib/delivery/notification-channel";
import { messagesOfRun, messagesOfSwitch, type PlannedMessage } from "@/lib/delivery/notification-facts";
import { listSwitches } from "@/server/database/kill-switch";
import { addNotifications, channelBeginnings, type NewNotification } from "@/server/database/notification";
import { listRunVersions, listRunHeads, readRunBodies } from "@/server/database/run-version";
import type { OperationContext } from "@/server/ports";

/** Longer than any console is away between a run's end and the message about it. */
const endedWithinMs = 24 * 3_600_000;
const switchesAtOnce = 20;

/** What this process has seen already; a new one sees everything again, and the keys keep it from being told twice. */
export type Seen = { readonly versions: Map<string, number>; readonly keys: Set<string> };

export function nothingSeen(): Seen {
  return { versions: new Map(), keys: new Set() };
}

/**
 * Puts what happened since the last look into the outbox. It goes by the saved runs and not by what the process
 * remembers, so that a message survives the process that should have written it.
 */
export async function enqueueNotifications(ctx: OperationContext, seen: Seen): Promise<void> {
  const channels = ctx.notifications?.channels ?? [];
  if (channels.length === 0) return;
  const nowMs = ctx.nowMs();
  const planned = [...(await fromRuns(ctx, seen, nowMs)), ...(await fromSwitches(ctx))].filter(
    ({ key }) => !seen.keys.has(key),
  );
  if (planned.length > 0) {
    const names = channels.map(({ name }) => name);
    const beginnings = await channelBeginnings(ctx.databaseUrl, names, nowMs);
    const messages = channels.flatMap((channel) =>
      planned
        .filter(({ facts }) => facts.atMs >= (beginnings.get(channel.name) ?? nowMs))
        .filter(({ facts }) =>
          isWanted(channel, facts.event, { cluster: facts.cluster, namespace: facts.service?.namespace }),
        )
        .map((message) => notificationFor(channel.name, message)),
    );
    await addNotifications(ctx.databaseUrl, messages, nowMs);
  }
  for (const { key } of planned) seen.keys.add(key);
}

/** Notes the channels as known from now on, before anything can happen that they would have to be told of. */
export async function beginChannels(ctx: OperationContext): Promise<void> {
  const names = (ctx.notifications?.channels ?? []).map(({ name }) => name);
  if (names.length > 0) await channelBeginnings(ctx.databaseUrl, names, ctx.nowMs());
}

function notificationFor(channel: string, { key, facts }: PlannedMessage): NewNotification {
  return {
    id: `${channel}:${key}`,
    channel,
    ...(facts.run === undefined ? {} : { runId: facts.run.id }),
    event: facts.event,
    body: facts,
  };
}

async function fromRuns(
  ctx: OperationContext,
  seen: Seen,
  nowMs: number,
): Promise<readonly PlannedMessage[]> {
  const versions = await listRunVersions(ctx.databaseUrl, nowMs - endedWithinMs);
  const moved = versions.filter(({ runId, version }) => seen.versions.get(runId) !== version);
  if (moved.length === 0) return [];
  const ids = moved.map(({ runId }) => runId);
  const heads = await listRunHeads(ctx.databaseUrl, { ids, limit: ids.length });
  // A run that goes on as before is saved at every look, and its body may be large.
  const telling = heads.filter(
    ({ id, state, startedAtMs }) =>
      ["paused", "reverting", "ended"].includes(state) ||
      (startedAtMs !== undefined && !seen.keys.has(`${id}:started`)),
  );
  const bodies = await readRunBodies(
    ctx.databaseUrl,
    telling.map(({ id }) => id),
  );
  const planned = telling.flatMap((head) => messagesOfRun({ ...head, body: bodies.get(head.id) }));
  const known = new Set(versions.map(({ runId }) => runId));
  for (const id of seen.versions.keys()) if (!known.has(id)) forget(seen, id);
  for (const { id, version } of heads) seen.versions.set(id, version);
  return planned;
}

function forget({ versions, keys }: Seen, id: string): void {
  versions.delete(id);
  for (const key of keys) if (key.startsWith(`${id}:`)) keys.delete(key);
}

async function fromSwitches(ctx: OperationContext): Promise<readonly PlannedMessage[]> {
  const lists = await Promise.all(
    [...ctx.clusters.keys()].map((cluster) => listSwitches(ctx.databaseUrl, cluster, switchesAtOnce)),
  );
  return lists.flat().flatMap(messagesOfSwitch);
}
