import { specList } from "@/lib/config/clean-manifest";
import { readMarks } from "@/lib/delivery/marks";
import { experimentPlanSchema, type ExperimentPlan } from "@/lib/faults/experiment-plan";
import type { Sample } from "@/lib/telemetry/series";
import { readRun } from "@/server/database/run";
import { newLoop, turn } from "@/server/operations/delivery/loop";
import { newFaultDriver } from "@/server/operations/faults/driver";
import { experimentFrom } from "@/server/operations/faults/stored-experiment";
import type { ClusterSources, KubernetesSource, OperationContext } from "@/server/ports";
import { bookinfo, changesMesh } from "./changes-mesh";

export const secondMs = 1000;
const requestsPerSecond = 50;

/** What a process may run into; each is looked at before every call that leaves it. */
export type Trouble = { beforeCall: (what: string) => void };

type Counters = { ok: number; failed: number; aborted: number };

/** A mesh in memory whose callers count, and consoles that are started, killed and cut off at will. */
export function experimentMesh(manifests = bookinfo) {
  const mesh = changesMesh(manifests);
  const startMs = mesh.state.nowMs;
  /** Cumulative counters, one entry for each second of true time. */
  const history: Counters[] = [{ ok: 0, failed: 0, aborted: 0 }];
  const world = { failing: 0, monotonicMs: 0, trueMs: startMs };
  const samplesAt = (timeMs: number): readonly Sample[] => {
    // The metrics have their own clock; the console's may be wrong.
    const at = Math.floor((timeMs - startMs - (mesh.state.nowMs - world.trueMs)) / secondMs);
    const { ok, failed, aborted } =
      history[Math.min(history.length - 1, Math.max(0, at))] ?? history[0] ?? noCounts;
    const sample = (value: number, more: Record<string, string>): Sample => ({
      labels: { reporter: "source", source_workload: "web", source_workload_namespace: "bookinfo", ...more },
      timeMs,
      value,
    });
    return [
      sample(ok, { response_code: "200", response_flags: "-" }),
      sample(failed, { response_code: "500", response_flags: "-" }),
      sample(aborted, { response_code: "503", response_flags: "FI" }),
    ];
  };
  mesh.state.samplesAt = samplesAt;
  const sources = mesh.contextOf("x").clusters.get("east");
  if (sources === undefined) throw new Error("the mesh has a cluster named east");

  const faultsInForce = () =>
    [...mesh.kubernetes.objects.values()].flatMap((manifest) =>
      specList(manifest, "http").filter((rule) => rule["fault"] !== undefined),
    );
  const marks = () => [...mesh.kubernetes.objects.values()].flatMap((manifest) => readMarks(manifest) ?? []);

  /** A second of requests: a tenth of them is aborted while a fault is there, as it stands. */
  const second = () => {
    const last = history.at(-1) ?? noCounts;
    const abortedShare = faultsInForce().reduce((sum, rule) => Math.max(sum, shareOf(rule["fault"])), 0);
    const aborted = requestsPerSecond * abortedShare;
    const failed = (requestsPerSecond - aborted) * world.failing;
    history.push({
      ok: last.ok + requestsPerSecond - aborted - failed,
      failed: last.failed + failed,
      aborted: last.aborted + aborted,
    });
  };

  /** A console: its own memory, loop and clock; `trouble` may kill it before any of its calls. */
  const console = (holder: string, trouble: Trouble = calm, more: Partial<OperationContext> = {}) => {
    const errors: unknown[] = [];
    const driver = newFaultDriver({ monotonicMs: () => world.monotonicMs, first: new Map() });
    const loop = newLoop();
    const cluster = troubled({ ...sources, scrapeMs: secondMs }, trouble);
    const ctx: OperationContext = {
      ...mesh.contextOf("heddle"),
      actor: { type: "controller", name: "heddle", groups: [] },
      clusters: new Map([["east", cluster]]),
      nowMs: () => {
        trouble.beforeCall("clock");
        return mesh.state.nowMs;
      },
      ...more,
    };
    return {
      errors,
      ctx,
      turn: () => turn(ctx, [driver], loop, holder, (_, error) => errors.push(error)),
      sweep: () => driver.sweep?.(ctx),
    };
  };

  const pass = (ms: number) => {
    mesh.state.nowMs += ms;
    world.monotonicMs += ms;
    for (let at = 0; at < ms; at += secondMs) second();
    world.trueMs += ms;
  };

  return {
    ...mesh,
    world,
    console,
    pass,
    faultsInForce,
    marks,
    async run(runId: string) {
      const stored = await readRun(mesh.databaseUrl, runId);
      if (stored === undefined) throw new Error(`there is no run ${runId}`);
      return experimentFrom(stored);
    },
    /** Lets seconds pass, with a turn of each console in each. */
    async live(consoles: readonly { turn: () => Promise<void> }[], seconds: number) {
      for (let at = 0; at < seconds; at += 1) {
        for (const one of consoles) await one.turn();
        pass(secondMs);
      }
    },
    async start(change: Partial<ExperimentPlan> = {}, name = "ada") {
      const { runId } = await mesh
        .as(name)
        .faults.start({ cluster: "", plan: planOf(change), reason: "test", force: true });
      return runId;
    },
  };
}

export type ExperimentMesh = ReturnType<typeof experimentMesh>;

const noCounts: Counters = { ok: 0, failed: 0, aborted: 0 };
const calm: Trouble = { beforeCall: () => undefined };

export const planOf = (change: Partial<ExperimentPlan> = {}): ExperimentPlan =>
  experimentPlanSchema.parse({
    hypothesis: "reviews answers as well as before",
    fault: {
      api: "istio",
      service: { namespace: "bookinfo", name: "reviews" },
      abort: { percent: 20, httpStatus: 503 },
    },
    durationMs: 30_000,
    steadyMs: 0,
    conditions: [{ kind: "success", of: "target", minPercent: 95 }],
    ...change,
  });

function shareOf(fault: unknown): number {
  const abort = (fault as { abort?: { percentage?: { value?: number } } }).abort;
  return (abort?.percentage?.value ?? 0) / 100;
}

function troubled(sources: ClusterSources, { beforeCall }: Trouble): ClusterSources {
  const kubernetes: KubernetesSource = new Proxy(sources.kubernetes, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      return (...args: readonly unknown[]) => {
        beforeCall(`kubernetes.${String(name)}`);
        return Reflect.apply(member, target, args) as unknown;
      };
    },
  });
  const { query } = sources.metrics;
  return {
    ...sources,
    kubernetes,
    metrics: {
      ...sources.metrics,
      query: async (...args) => {
        beforeCall("prometheus.query");
        return query(...args);
      },
    },
  };
}
