import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { answerCache, type AnswerCache } from "@/server/cache";
import { composeCluster, type ComposedCluster } from "@/server/compose-cluster";
import { changePolicyFrom, readOnlyReasonFrom } from "@/server/config/change-policy";
import { isLoopback, processConfig } from "@/server/config/config";
import { ConfigError } from "@/server/config/config-error";
import { configSchema, scrapeIntervalSchema, type ClusterConfig } from "@/server/config/schema";
import { enterCluster } from "@/server/identify";
import type { SnapshotPolicy } from "@/lib/proxies/snapshot-policy";
import type { RunningDemo } from "@/server/demo/start";
import type { LoadedConfig } from "@/server/config/load";
import type { Notifications } from "@/lib/delivery/webhook";
import type { Actor, ClusterSources, DemoControl, OperationContext } from "@/server/ports";
import { tokenFromHeaders } from "@/server/session";
import { singleton } from "@/server/singleton";
import { createWebhookSource } from "@/server/sources/webhook/index";
import { signedOutSources } from "@/server/unavailable";

export type RequestContext = OperationContext;

/** What lives as long as this process: the configuration and the sources that it asks for. */
export type Runtime = {
  readonly loaded: LoadedConfig;
  readonly clusters: readonly ComposedCluster[];
  readonly demo?: DemoControl;
};

/** The runtime of this process, built at the first call. Throws ConfigError. */
export function processRuntime(): Promise<Runtime> {
  return singleton("runtime", () => startRuntime(processConfig()));
}

async function startRuntime(configured: LoadedConfig): Promise<Runtime> {
  const cache = answerCache();
  const demo = configured.demo ? await startDemoFrom(process.env) : undefined;
  const loaded = demo === undefined ? configured : withDemoCluster(configured, demo.cluster);
  const { clusters } = loaded.config;
  return {
    loaded,
    clusters: clusters.map((cluster, index) => compose(cluster, index, loaded.origin, cache)),
    demo: demo?.control,
  };
}

/** The demo's modules stay out of memory where nobody asks for them. */
async function startDemoFrom(environment: NodeJS.ProcessEnv): Promise<RunningDemo> {
  const { scenarioNames, startDemo } = await import("@/server/demo/start");
  const scenario = environment["HEDDLE_DEMO_SCENARIO"] ?? "healthy";
  if (!scenarioNames.some((name) => name === scenario)) {
    const text = `there is no scenario "${scenario}"; there are ${scenarioNames.join(", ")}`;
    throw new ConfigError("HEDDLE_DEMO_SCENARIO", [{ path: [], text }], () => undefined);
  }
  const scrape = scrapeIntervalSchema.optional().safeParse(environment["HEDDLE_DEMO_SCRAPE_MS"]);
  if (!scrape.success) {
    const text = scrape.error.issues[0]?.message ?? "a scrape interval is needed";
    throw new ConfigError("HEDDLE_DEMO_SCRAPE_MS", [{ path: [], text }], () => undefined);
  }
  const services = Number(environment["HEDDLE_DEMO_SERVICES"] ?? Number.NaN);
  const podsPerWorkload = Number(environment["HEDDLE_DEMO_PODS_PER_WORKLOAD"] ?? 1);
  return startDemo({
    seed: Number(environment["HEDDLE_DEMO_SEED"] ?? 1),
    scenario,
    size: Number.isNaN(services) ? undefined : { services, podsPerWorkload },
    scrapeMs: scrape.data,
  });
}

/** The demo's addresses stand where configured ones would, and everything after this is the same. */
function withDemoCluster(loaded: LoadedConfig, cluster: RunningDemo["cluster"]): LoadedConfig {
  return { ...loaded, config: { ...loaded.config, clusters: configSchema.shape.clusters.parse([cluster]) } };
}

/** Reading the kubeconfig is part of reading the configuration: what is wrong there is told in the same way. */
function compose(config: ClusterConfig, index: number, origin: string, cache: AnswerCache): ComposedCluster {
  try {
    return composeCluster(config, cache);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new ConfigError(origin, [{ path: ["clusters", index, "kubernetes"], text }], () => undefined);
  }
}

/** The context of one request. */
export async function createContext(request: {
  signal: AbortSignal;
  headers: Headers;
}): Promise<RequestContext> {
  const runtime = await processRuntime();
  // Every call of a read listens for the reader's leaving, and a page has more calls than Node takes for a leak.
  setMaxListeners(0, request.signal);
  const { config } = runtime.loaded;
  const readOnlyReason = readOnlyReasonFrom(config);
  return {
    ...(await identify(runtime, request)),
    ...(readOnlyReason === undefined ? {} : { readOnlyReason }),
    snapshotPolicy: snapshotPolicyFrom(config),
    changePolicy: changePolicyFrom(config),
    faultPolicy: config.faults,
    notifications: notificationsFrom(config),
    requestId: request.headers.get("x-request-id") ?? randomUUID(),
    databaseUrl: config.database.url,
    nowMs: () => Date.now(),
    signal: request.signal,
    demo: runtime.demo,
  };
}

/** The context of what the console does by itself: with its own account, as long as the process lives. */
export async function ownContext(purpose: string): Promise<RequestContext> {
  const runtime = await processRuntime();
  const { config } = runtime.loaded;
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  return {
    clusters: byName(runtime.clusters.map(({ own }) => own)),
    actor: { type: "controller", name: "heddle", groups: [] },
    snapshotPolicy: snapshotPolicyFrom(config),
    changePolicy: changePolicyFrom(config),
    faultPolicy: config.faults,
    notifications: notificationsFrom(config),
    requestId: `${purpose}-${randomUUID()}`,
    databaseUrl: config.database.url,
    nowMs: () => Date.now(),
    signal,
  };
}

function snapshotPolicyFrom({ snapshots }: LoadedConfig["config"]): SnapshotPolicy {
  return { versionsPerProxy: snapshots.versionsPerProxy, maxBytes: snapshots.maxMegabytes * 1_048_576 };
}

/** Whom the console tells of runs. */
function notificationsFrom({ notifications, server }: LoadedConfig["config"]): Notifications {
  const { publicUrl } = server;
  return {
    channels: notifications,
    ...(publicUrl === undefined ? {} : { publicUrl }),
    webhooks: createWebhookSource(Date.now),
  };
}

type Identified = Pick<RequestContext, "clusters" | "actor" | "readOnlyReason" | "strangerReason" | "auth">;

const anonymous: Actor = { type: "user", name: "anonymous", groups: [] };

async function identify(
  runtime: Runtime,
  request: { signal: AbortSignal; headers: Headers },
): Promise<Identified> {
  const { auth, server } = runtime.loaded.config;
  if (auth.mode !== "anonymous") return identifyByToken(runtime, request);
  const readOnlyReason = isLoopback(server.host)
    ? undefined
    : `Nobody is signed in and the console listens on ${server.host}, so it is read-only. Set auth.mode to token, or server.host to 127.0.0.1.`;
  const clusters = byName(runtime.clusters.map(({ own }) => own));
  return {
    clusters,
    actor: anonymous,
    ...(readOnlyReason === undefined ? {} : { readOnlyReason, strangerReason: readOnlyReason }),
    auth: { mode: "anonymous", entry: "known" },
  };
}

async function identifyByToken(
  runtime: Runtime,
  { headers, signal }: { signal: AbortSignal; headers: Headers },
): Promise<Identified> {
  const token = tokenFromHeaders(headers);
  const readOnlyReason = "Sign in with a Kubernetes bearer token to make changes.";
  const strange = { actor: anonymous, readOnlyReason, strangerReason: readOnlyReason };
  if (token === undefined) {
    const clusters = byName(runtime.clusters.map(({ name }) => signedOutSources(name)));
    return { ...strange, clusters, auth: { mode: "token", entry: "signed_out" } };
  }
  const entries = await Promise.all(runtime.clusters.map((cluster) => enterCluster(cluster, token, signal)));
  const clusters = byName(entries.map(({ sources }) => sources));
  const known = entries.find((entry) => "actor" in entry);
  if (known !== undefined) return { clusters, actor: known.actor, auth: { mode: "token", entry: "known" } };
  const isRefused = entries.every((entry) => "fault" in entry && entry.fault.reason === "unauthenticated");
  return { ...strange, clusters, auth: { mode: "token", entry: isRefused ? "signed_out" : "unverified" } };
}

function byName(clusters: readonly ClusterSources[]): ReadonlyMap<string, ClusterSources> {
  return new Map(clusters.map((cluster) => [cluster.name, cluster]));
}
