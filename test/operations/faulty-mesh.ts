import { setMaxListeners } from "node:events";
import type { SourceWarning } from "@/lib/errors";
import type { ClusterConfig } from "@/server/config/schema";
import type { ClusterSources } from "@/server/ports";
import { createCaller } from "@/server/routers/app";
import { startFaultProxy, type FaultProxy, type ProxyFault } from "@/test/contract/fault-proxy";
import { startTarget, writeKubeconfig, type ContractTarget } from "@/test/contract/target";

export const lastHour = { kind: "relative", durationMs: 3_600_000 } as const;

/** The demo mesh behind a fault proxy for each of its servers. */
export type FaultyMesh = {
  readonly target: ContractTarget;
  readonly prometheus: FaultProxy;
  readonly jaeger: FaultProxy;
  readonly kubernetes: FaultProxy;
  readonly istiods: readonly FaultProxy[];
  /** A console that starts now: no answers kept, no circuit open. */
  readonly console: (change?: (sources: ClusterSources) => ClusterSources) => Caller;
  readonly heal: () => void;
  readonly close: () => Promise<void>;
};
export type Caller = ReturnType<typeof createCaller>;

export async function startFaultyMesh(): Promise<FaultyMesh> {
  const target = await startTarget();
  const { demo, config } = target;
  if (demo === undefined) throw new Error("faults are put before the demo mesh only");
  const [prometheus, jaeger, kubernetes, ...istiods] = await Promise.all(
    [
      config.prometheus?.url ?? "",
      config.jaeger?.url ?? "",
      target.apiServer,
      ...demo.istiods.replicas.map(({ url }) => url),
    ].map((url) => startFaultProxy(url)),
  );
  if (prometheus === undefined || jaeger === undefined || kubernetes === undefined)
    throw new Error("no proxies");
  const proxies = [prometheus, jaeger, kubernetes, ...istiods];
  const kubeconfig = writeKubeconfig(kubernetes.url, demo.kubernetes.token);
  const through = (own: ClusterConfig): ClusterConfig => ({
    ...own,
    kubernetes: { kubeconfig: kubeconfig.path },
    prometheus: { ...demo.cluster.prometheus, url: prometheus.url },
    jaeger: { url: jaeger.url, api: "auto" },
    istiod: {
      ...own.istiod,
      access: "direct",
      url: istiods.map(({ url }, index) => ({ name: demo.istiods.replicas[index]?.pod ?? "", url })),
    },
  });
  return {
    target,
    prometheus,
    jaeger,
    kubernetes,
    istiods,
    console: (change = (sources) => sources) => callerOf(change(target.withConfig(through).own)),
    heal: () => {
      for (const proxy of proxies) proxy.setFault(undefined);
      demo.istiods.setDebugAccess("open");
    },
    async close() {
      kubeconfig.remove();
      await Promise.all(proxies.map((proxy) => proxy.close()));
      await target.close();
    },
  };
}

function callerOf(sources: ClusterSources): Caller {
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  return createCaller({
    clusters: new Map([[sources.name, sources]]),
    actor: { type: "user", name: "ada", groups: [] },
    requestId: "r",
    nowMs: () => Date.now(),
    signal,
  });
}

export function answer(status: number, body: string, type = "application/json"): ProxyFault {
  return { kind: "answer", status, body, type };
}

/** Pods of the rows; ztunnels and virtual machines are told by istiod alone. */
export function podsOf(rows: readonly { readonly pod: string; readonly connection: string }[]) {
  return rows
    .filter(({ connection }) => connection !== "no_pod")
    .map(({ pod }) => pod)
    .toSorted();
}

/** Answers as a Kubernetes API server refuses. */
export function kubernetesRefusal(code: number, reason: string, message: string): ProxyFault {
  const body = JSON.stringify({ kind: "Status", apiVersion: "v1", status: "Failure", reason, message, code });
  return { kind: "answer", status: code, body };
}

/** What the warnings of `source` say, one line for each part. */
export function told(warnings: readonly SourceWarning[], source: SourceWarning["source"]): readonly string[] {
  return [
    ...new Set(
      warnings
        .filter((each) => each.source === source)
        .map(({ reason, part }) => `${reason}: ${part ?? "?"}`),
    ),
  ].toSorted();
}
