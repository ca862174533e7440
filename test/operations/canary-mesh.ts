import { canaryPlanSchema } from "@/lib/canaries/plan";
import type { CanaryRun } from "@/lib/canaries/run";
import { cleanManifest } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";
import { SourceError } from "@/lib/errors";
import { readMarks } from "@/lib/delivery/marks";
import type { Labels, Sample } from "@/lib/telemetry/series";
import { closeDatabase } from "@/server/database/database";
import { listRunEvents, readRun } from "@/server/database/run";
import { canaryFrom } from "@/server/operations/canaries/stored-run";
import { newCanaryDriver } from "@/server/operations/canaries/driver";
import { newLoop, turn, type LoopState, type RunDriver } from "@/server/operations/delivery/loop";
import type { ClusterSources, OperationContext } from "@/server/ports";
import { createCaller } from "@/server/routers/app";
import { bookinfo, changesMesh } from "./changes-mesh";

export const scrapeMs = 15_000;

const reviewsPlan = {
  api: "istio",
  service: { namespace: "bookinfo", name: "reviews" },
  stable: { name: "v1", labels: { version: "v1" } },
  canary: { name: "v2", labels: { version: "v2" } },
  steps: [
    { weightPercent: 10, minMinutes: 1 },
    { weightPercent: 50, minMinutes: 1 },
  ],
  metrics: [{ kind: "success" }],
  judgement: { minRequests: 200, minIntervals: 3 },
} as const;
export const planFrom = (more: Readonly<Record<string, unknown>> = {}) =>
  canaryPlanSchema.parse({ ...reviewsPlan, ...more });

/** How the two versions behave from now on; rates are per second, shares 0 to 1. */
type Behaviour = {
  requestsPerSecond: number;
  badShare: { v1: number; v2: number };
  /** Multiplies the canary's failures of each scrape with the next factor, over and over. */
  noise: readonly number[];
};

type Counters = ReadonlyMap<string, number>;

/** Counters as a Prometheus has them that scrapes proxies which do what the VirtualService says. */
class ScriptedPrometheus {
  readonly behaviour: Behaviour = { requestsPerSecond: 200, badShare: { v1: 0.001, v2: 0.001 }, noise: [1] };
  down = false;
  hangs = false;
  partial = false;
  /** Answers are as old as this. */
  lateMs = 0;
  readonly asked: string[] = [];
  #scrapes: { readonly atMs: number; readonly counters: Counters }[] = [];
  #counters = new Map<string, number>();
  #count = 0;

  scrape(atMs: number, canaryPercent: number, isMissing = false): void {
    const { requestsPerSecond, badShare, noise } = this.behaviour;
    const requests = (requestsPerSecond * scrapeMs) / 1000;
    const factor = noise[this.#count % noise.length] ?? 1;
    this.#count += 1;
    for (const version of ["v1", "v2"] as const) {
      const own = (requests * (version === "v2" ? canaryPercent : 100 - canaryPercent)) / 100;
      const bad = Math.min(own, own * badShare[version] * (version === "v2" ? factor : 1));
      this.#add(version, "500", bad);
      this.#add(version, "200", own - bad);
    }
    this.#scrapes.push({ atMs, counters: isMissing ? new Map() : new Map(this.#counters) });
  }

  /** A proxy restarted: what it counted is gone. */
  reset(): void {
    this.#counters = new Map();
  }

  #add(version: string, code: string, amount: number): void {
    if (amount <= 0) return;
    const key = `${version} ${code}`;
    this.#counters.set(key, (this.#counters.get(key) ?? 0) + amount);
  }

  #at(timeMs: number): Counters {
    return this.#scrapes.findLast(({ atMs }) => atMs <= timeMs - this.lateMs)?.counters ?? new Map();
  }

  query = async (promql: string, timeMs: number, call: { readonly signal?: AbortSignal }) => {
    this.asked.push(promql);
    if (this.hangs)
      await new Promise((_, reject) => call.signal?.addEventListener("abort", () => reject(away("timeout"))));
    if (this.down) throw away("refused");
    const warnings = this.partial
      ? [
          {
            source: "prometheus" as const,
            cluster: "east",
            reason: "partial" as const,
            message: "a store is away",
          },
        ]
      : [];
    return { data: this.#answer(promql, timeMs), warnings, evidence: [] };
  };

  #answer(promql: string, timeMs: number): readonly Sample[] {
    if (promql.startsWith("count")) return [];
    const isIncrease = promql.includes("increase(") || promql.includes("rate(");
    const now = this.#at(timeMs);
    const then = isIncrease ? this.#at(timeMs - 300_000) : new Map<string, number>();
    const divisor = promql.includes("rate(") ? 300 : 1;
    return [...now].map(([key, value]) => {
      const [version = "", code = ""] = key.split(" ");
      return { labels: labelsOf(version, code), timeMs, value: (value - (then.get(key) ?? 0)) / divisor };
    });
  }
}

const away = (reason: "refused" | "timeout") =>
  new SourceError("Prometheus is away", { source: "prometheus", cluster: "east", reason });

const labelsOf = (version: string, code: string): Labels => ({
  __name__: "istio_requests_total",
  reporter: "source",
  source_workload: "productpage-v1",
  source_workload_namespace: "bookinfo",
  destination_workload: `reviews-${version}`,
  destination_workload_namespace: "bookinfo",
  destination_version: version,
  destination_canonical_revision: version,
  destination_service_name: "reviews",
  destination_service_namespace: "bookinfo",
  response_code: code,
  response_flags: "-",
});

const reviewsPod = (version: string, hash = "7d4b9c", createdMs = 0): Manifest => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: `reviews-${version}-${hash}-x1`,
    namespace: "bookinfo",
    creationTimestamp: new Date(createdMs).toISOString(),
    labels: { app: "reviews", version, "pod-template-hash": hash },
    ownerReferences: [
      {
        apiVersion: "apps/v1",
        kind: "ReplicaSet",
        name: `reviews-${version}-${hash}`,
        uid: hash,
        controller: true,
      },
    ],
  },
  status: { conditions: [{ type: "Ready", status: "True" }] },
});

const namespace: Manifest = { apiVersion: "v1", kind: "Namespace", metadata: { name: "bookinfo" } };

/** Bookinfo with the VirtualService at 100 % v1. */
export const canaryObjects: readonly Manifest[] = [
  namespace,
  ...bookinfo.filter(({ kind }) => kind !== "Pod"),
  reviewsPod("v1"),
  reviewsPod("v2"),
];

/** A console on a mesh of objects in memory with a scripted Prometheus: time passes when a test says so. */
export function canaryMesh(databaseUrl?: string, manifests: readonly Manifest[] = canaryObjects) {
  const mesh = changesMesh(manifests, databaseUrl);
  const prometheus = new ScriptedPrometheus();
  const own: OperationContext = mesh.contextOf("heddle", {
    actor: { type: "controller", name: "heddle", groups: [] },
  });
  const east = own.clusters.get("east");
  if (east === undefined) throw new Error("no cluster");
  const sources: ClusterSources = {
    ...east,
    scrapeMs,
    metrics: { ...east.metrics, query: prometheus.query },
  };
  const state = { sources, more: {} as Partial<OperationContext>, isMissing: false, errors: [] as unknown[] };
  const contextOf = (name: string, more: Partial<OperationContext> = {}): OperationContext =>
    mesh.contextOf(name, { clusters: new Map([["east", state.sources]]), ...state.more, ...more });
  const controller = (): OperationContext =>
    contextOf("heddle", { actor: { type: "controller", name: "heddle", groups: [] } });
  let nextScrapeMs = mesh.state.nowMs;

  const find = (kind: string) => [...mesh.kubernetes.objects.values()].find((one) => one.kind === kind);
  const canaryPercent = (): number => {
    const text = JSON.stringify(find("VirtualService")?.spec ?? find("HTTPRoute")?.spec ?? {});
    const weight = /"(?:subset|name)":"(?:reviews-)?v2"[^}]*\}?,"weight":(\d+)/.exec(text)?.[1];
    return Number(weight ?? 0);
  };

  /** A process of the console: its loop and what it remembers. */
  const newProcess = (holder = "a", drivers: readonly RunDriver[] = [newCanaryDriver()]) => {
    const loop: LoopState = newLoop();
    const report = (_: string, error: unknown) => void state.errors.push(error);
    return { tick: () => turn(controller(), drivers, loop, holder, report) };
  };
  let process = newProcess();

  const scrapeUntil = (toMs: number) => {
    for (; nextScrapeMs <= toMs; nextScrapeMs += scrapeMs) {
      prometheus.scrape(nextScrapeMs, canaryPercent(), state.isMissing);
    }
  };
  const pass = async (ms: number, everyMs = scrapeMs, tick: () => Promise<void> = () => process.tick()) => {
    for (let passed = 0; passed < ms; passed += everyMs) {
      mesh.state.nowMs += everyMs;
      scrapeUntil(mesh.state.nowMs);
      await tick();
    }
  };

  return {
    ...mesh,
    prometheus,
    state: mesh.state,
    options: state,
    find,
    canaryPercent,
    contextOf,
    controller,
    newProcess,
    scrapeUntil,
    pass,
    restart: () => {
      process = newProcess(`p${Math.round(mesh.state.nowMs)}`);
    },
    tick: () => process.tick(),
    caller: (name = "ada", more: Partial<OperationContext> = {}) => createCaller(contextOf(name, more)),
    /** Passes time until the run is over, or `ms` are. */
    untilEnded: async (runId: string, ms = 1_800_000) => {
      for (let passed = 0; passed < ms; passed += scrapeMs) {
        await pass(scrapeMs);
        if ((await readRun(mesh.databaseUrl, runId))?.state === "ended") return;
      }
    },
    /** Passes time until the first step is written. */
    untilStep: async (runId: string, index = 0) => {
      for (let round = 0; round < 100; round += 1) {
        const stored = await readRun(mesh.databaseUrl, runId);
        const stage = stored === undefined ? undefined : canaryFrom(stored).body.stage;
        if (stage?.kind === "step" && stage.index === index) return;
        await pass(scrapeMs);
      }
      throw new Error(`the run never came to step ${index}`);
    },
    start: async (plan: Readonly<Record<string, unknown>> = {}, name = "ada") => {
      const input = { cluster: "east", plan: planFrom(plan), reason: "new release", force: true };
      return (await createCaller(contextOf(name)).canaries.start(input)).runId;
    },
    run: async (runId: string): Promise<CanaryRun> => {
      const stored = await readRun(mesh.databaseUrl, runId);
      if (stored === undefined) throw new Error("no such run");
      return canaryFrom(stored);
    },
    events: async (runId: string) => (await listRunEvents(mesh.databaseUrl, runId)).map(({ kind }) => kind),
    /** Everything that people wrote, as text. */
    authored: () =>
      JSON.stringify(
        [...mesh.kubernetes.objects.values()].filter(({ kind }) => kind !== "Pod").map(cleanManifest),
      ),
    isMarked: () => {
      const route = find("VirtualService") ?? find("HTTPRoute");
      return route !== undefined && readMarks(route) !== undefined;
    },
    /** Throws what went wrong in a turn of the loop. */
    close: async () => {
      await closeDatabase(mesh.databaseUrl);
      if (state.errors.length > 0) throw state.errors[0];
    },
    putPod: (version: string, hash: string) =>
      mesh.kubernetes.put(reviewsPod(version, hash, mesh.state.nowMs)),
  };
}
