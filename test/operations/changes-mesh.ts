import { randomUUID } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Manifest } from "@/lib/config/manifest";
import { SourceError } from "@/lib/errors";
import type { Sample } from "@/lib/telemetry/series";
import type { ProxySync } from "@/lib/controlplane/sync";
import { createCaller } from "@/server/routers/app";
import type { ClusterSources, OperationContext } from "@/server/ports";
import { MemoryKubernetes } from "./memory-kubernetes";

const down = (source: "jaeger" | "envoy") => () => {
  throw new SourceError("not configured", { source, cluster: "east", reason: "not_configured" });
};

const pod = (version: string, index: number): Manifest => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: `reviews-${version}-${index}`,
    namespace: "bookinfo",
    labels: { app: "reviews", version },
  },
  status: { conditions: [{ type: "Ready", status: "True" }] },
});

const virtualService: Manifest = {
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: {
    name: "reviews",
    namespace: "bookinfo",
    annotations: { team: "books" },
    labels: { keep: "me" },
  },
  spec: {
    hosts: ["reviews"],
    http: [
      {
        name: "testers",
        match: [{ headers: { "end-user": { exact: "jason" } } }],
        route: [{ destination: { host: "reviews", subset: "v2" } }],
      },
      {
        name: "primary",
        route: [{ destination: { host: "reviews", subset: "v1" }, weight: 100 }],
        timeout: "3s",
      },
    ],
  },
};

const destinationRule: Manifest = {
  apiVersion: "networking.istio.io/v1",
  kind: "DestinationRule",
  metadata: { name: "reviews", namespace: "bookinfo" },
  spec: {
    host: "reviews",
    trafficPolicy: { loadBalancer: { simple: "RANDOM" } },
    subsets: [
      { name: "v1", labels: { version: "v1" } },
      { name: "v2", labels: { version: "v2" }, trafficPolicy: { tls: { mode: "ISTIO_MUTUAL" } } },
    ],
  },
};

const service: Manifest = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "reviews", namespace: "bookinfo" },
  spec: { selector: { app: "reviews" }, ports: [{ name: "http", port: 9080 }] },
};

export const bookinfo: readonly Manifest[] = [
  service,
  pod("v1", 1),
  pod("v2", 1),
  pod("v3", 1),
  virtualService,
  destinationRule,
];

/** A mesh of objects in memory and a database of its own; `as` gives callers of other people on the same mesh. */
export function changesMesh(manifests: readonly Manifest[] = bookinfo, url?: string) {
  const kubernetes = new MemoryKubernetes(manifests);
  const databaseUrl = url ?? `file:${path.join(mkdtempSync(path.join(tmpdir(), "heddle-")), "test.db")}`;
  const state = {
    nowMs: 1_800_000_000_000,
    samples: [] as Sample[],
    /** Answers by time; absent gives `samples` at every time. */
    samplesAt: undefined as ((timeMs: number) => readonly Sample[]) | undefined,
    sync: [] as ProxySync[],
    metricsDown: false,
  };
  const sources: ClusterSources = {
    name: "east",
    kubernetes,
    metrics: {
      query: async (_promql: string, timeMs: number) => {
        if (state.metricsDown) {
          throw new SourceError("refused", { source: "prometheus", cluster: "east", reason: "refused" });
        }
        return { data: state.samplesAt?.(timeMs) ?? state.samples, warnings: [], evidence: [] };
      },
      queryRange: down("envoy"),
      labelValues: down("envoy"),
      buildInfo: down("envoy"),
    },
    traces: {
      services: down("jaeger"),
      operations: down("jaeger"),
      search: down("jaeger"),
      sample: down("jaeger"),
      get: down("jaeger"),
      api: down("jaeger"),
    },
    controlPlane: {
      sync: async () => ({ data: state.sync, warnings: [], evidence: [] }),
      replicas: down("envoy"),
      debug: down("envoy"),
      configDump: down("envoy"),
      metrics: down("envoy"),
    },
    proxyAdmin: {
      configDump: down("envoy"),
      page: down("envoy"),
      ztunnelDump: down("envoy"),
      secrets: down("envoy"),
      stats: down("envoy"),
      statistics: down("envoy"),
    },
  };
  const contextOf = (name: string, more: Partial<OperationContext> = {}): OperationContext => ({
    clusters: new Map([["east", sources]]),
    actor: { type: "user", name, groups: [] },
    requestId: randomUUID(),
    databaseUrl,
    nowMs: () => state.nowMs,
    signal: new AbortController().signal,
    ...more,
  });
  return {
    kubernetes,
    databaseUrl,
    state,
    contextOf,
    as: (name: string, more: Partial<OperationContext> = {}) => createCaller(contextOf(name, more)),
  };
}

export const split = (weights: Readonly<Record<string, number>>) => ({
  kind: "traffic_split" as const,
  intent: {
    api: "istio" as const,
    service: { namespace: "bookinfo", name: "reviews" },
    destinations: Object.entries(weights).map(([name, weightPercent]) => ({
      name,
      labels: { version: name },
      weightPercent,
    })),
  },
});
