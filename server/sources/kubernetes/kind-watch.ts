import { SourceError, type FaultReason } from "@/lib/errors";
import type { Clock } from "@/server/sources/request";
import type { KubernetesClient, WatchEvent } from "./client";
import type { Discovery, Served } from "./discovery";
import type { KindStore } from "./kind-store";
import { cachedFromWire, itemsFromList, type KindAt } from "./mapper";
import { statusSchema } from "./wire";

const pageSize = 500;
const absentRecheckMs = 60_000;
const refusedRecheckMs = 30_000;
const backoffMaxMs = 30_000;

/** The version that we watch from is too old for the server: only a new list helps. */
class ExpiredError extends Error {}

type Watching = {
  readonly client: KubernetesClient;
  readonly discovery: Discovery;
  readonly store: KindStore;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

/** Keeps one kind's store equal to the cluster until `signal` aborts. Never throws. */
export async function watchKind(watching: Watching): Promise<void> {
  const { store, clock, signal, client, discovery } = watching;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const served = await discovery.served(store.info);
      if (served === undefined) {
        store.absent();
        await clock.wait(jittered(absentRecheckMs, clock), signal);
        continue;
      }
      await listAndWatch(watching, served, () => (failures = 0));
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ExpiredError) continue;
      failures += 1;
      const fault = asSourceError(error, client.cluster);
      store.failed(fault);
      await clock.wait(pauseMs(fault, failures, clock), signal).catch(() => undefined);
    }
  }
}

async function listAndWatch(watching: Watching, served: Served, onProgress: () => void): Promise<void> {
  const { clock, signal } = watching;
  const place = { resourceVersion: await listAll(watching, served) };
  onProgress();
  let fruitless = 0;
  for (;;) {
    const before = place.resourceVersion;
    await watchAgain(watching, served, place, onProgress);
    // A server that closes or refuses each watch at once must not be asked in a tight loop.
    fruitless = before === place.resourceVersion ? fruitless + 1 : 0;
    await clock.wait(jittered(Math.min(100 * 2 ** fruitless, backoffMaxMs), clock), signal);
  }
}

/** Where to go on from; a broken watch has lost nothing, so only an expired version needs a new list. */
type Place = { resourceVersion: string };

async function watchAgain(
  watching: Watching,
  served: Served,
  place: Place,
  onProgress: () => void,
): Promise<void> {
  try {
    await watchOnce(watching, served, place, onProgress);
  } catch (error) {
    if (!(error instanceof SourceError) || !passing.has(error.reason)) throw error;
    // A cut is what networks do; anything else is worth a warning until the next watch stands.
    if (error.reason !== "truncated" && error.reason !== "reset") watching.store.failed(error);
  }
}

/** Faults that pass by themselves. */
const passing = new Set<FaultReason>([
  "truncated",
  "reset",
  "refused",
  "timeout",
  "dns",
  "server_error",
  "rate_limited",
  "circuit_open",
]);

async function listAll({ client, store, signal }: Watching, served: Served): Promise<string> {
  const at = kindAt(store, served);
  const objects = [];
  let next: string | undefined;
  let resourceVersion = "";
  do {
    const page = await expiring(client.listPage(served, { limit: pageSize, continue: next }, signal));
    objects.push(...itemsFromList(client, at, page.data));
    next = page.data.metadata.continue;
    resourceVersion = page.data.metadata.resourceVersion;
  } while (next !== undefined && next !== "");
  store.replaceAll(objects);
  return resourceVersion;
}

/** Watches until the server closes the connection; `place` moves on with each event. */
async function watchOnce(
  { client, store, signal, clock }: Watching,
  served: Served,
  place: Place,
  onProgress: () => void,
): Promise<void> {
  const at = kindAt(store, served);
  const timeoutSeconds = 240 + Math.floor(clock.random() * 120);
  const { resourceVersion } = place;
  const events = await expiring(client.watch(served, { resourceVersion, timeoutSeconds }, signal));
  store.connected(true);
  onProgress();
  try {
    for await (const event of events) {
      place.resourceVersion = applyEvent(client, store, at, event) ?? place.resourceVersion;
    }
  } finally {
    store.connected(false);
  }
}

function applyEvent(
  client: KubernetesClient,
  store: KindStore,
  at: KindAt,
  event: WatchEvent,
): string | undefined {
  if (event.type === "ERROR") throw errorFromEvent(client.cluster, event.object);
  const object = cachedFromWire(client, at, event.object);
  if (event.type === "DELETED") store.drop(object);
  else if (event.type !== "BOOKMARK") store.put(object);
  return object.metadata.resourceVersion;
}

function errorFromEvent(cluster: string, object: unknown): Error {
  const status = statusSchema.safeParse(object).data;
  if (status?.code === 410) return new ExpiredError(status.message);
  return new SourceError(`watch: ${status?.message ?? "an ERROR event without a status"}`, {
    source: "kubernetes",
    cluster,
    reason: "server_error",
    status: status?.code,
  });
}

async function expiring<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof SourceError && error.status === 410) throw new ExpiredError(error.message);
    throw error;
  }
}

function pauseMs(error: SourceError, failures: number, clock: Clock): number {
  if (error.reason === "forbidden" || error.reason === "unauthenticated")
    return jittered(refusedRecheckMs, clock);
  return jittered(Math.min(1000 * 2 ** (failures - 1), backoffMaxMs), clock);
}

function jittered(ms: number, clock: Clock): number {
  return ms * (0.5 + clock.random());
}

function kindAt(store: KindStore, served: Served): KindAt {
  return { group: store.info.group, kind: store.info.kind, apiVersion: served.apiVersion };
}

function asSourceError(error: unknown, cluster: string): SourceError {
  if (error instanceof SourceError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new SourceError(`watch: ${message}`, {
    source: "kubernetes",
    cluster,
    reason: "schema",
    cause: error,
  });
}
