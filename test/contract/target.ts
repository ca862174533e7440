import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { createAnswerCache } from "@/server/cache";
import { composeCluster, type ComposedCluster } from "@/server/compose-cluster";
import { configSchema, type ClusterConfig } from "@/server/config/schema";
import { startDemo, type DemoOptions, type RunningDemo } from "@/server/demo/start";
import type { ClusterSources } from "@/server/ports";

/** What a contract test runs against: the demo mesh, or with `MESHBED` (path of bed.json) the real systems. */
export type ContractTarget = {
  readonly kind: "demo" | "bed";
  readonly sources: ClusterSources;
  readonly composed: ComposedCluster;
  readonly config: ClusterConfig;
  /** A namespace of the mesh, with a service that has versions behind it. */
  readonly namespace: string;
  readonly service: string;
  /** Token of somebody who may read and not write. */
  readonly viewerToken: string;
  readonly apiServer: string;
  readonly demo?: RunningDemo;
  /** The same cluster with some addresses replaced, for faults put in between. */
  readonly withConfig: (change: (config: ClusterConfig) => ClusterConfig) => ComposedCluster;
  readonly close: () => Promise<void>;
};

export const targetKind = process.env["MESHBED"] === undefined ? "demo" : "bed";

const bedSchema = z.looseObject({
  KUBE_SERVER: z.string(),
  KUBECONFIG_HEDDLE_ADMIN: z.string(),
  TOKEN_HEDDLE_VIEWER: z.string(),
  ISTIOD_DEBUG: z.string(),
  PROMETHEUS: z.string(),
  JAEGER: z.string(),
});

/** `options` are the demo's; the real systems have their own clock and objects. */
export async function startTarget(options: DemoOptions = {}): Promise<ContractTarget> {
  const bedFile = process.env["MESHBED"];
  return bedFile === undefined ? startDemoTarget(options) : bedTarget(bedFile);
}

async function startDemoTarget(options: DemoOptions): Promise<ContractTarget> {
  const demo = await startDemo(options);
  const versioned = demo.world.spec.services.find(({ workloads }) => workloads.length > 1);
  if (versioned === undefined) throw new Error("the demo mesh has no service with versions");
  const parts = {
    kind: "demo" as const,
    namespace: versioned.namespace,
    service: versioned.name,
    viewerToken: demo.kubernetes.viewerToken,
    apiServer: demo.kubernetes.url,
    demo,
  };
  return assemble(configFrom(demo.cluster), parts, () => demo.close(), options.nowMs);
}

async function bedTarget(file: string): Promise<ContractTarget> {
  const bed = bedSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  const config = configFrom({
    name: "bed",
    kubernetes: { kubeconfig: bed.KUBECONFIG_HEDDLE_ADMIN },
    istiod: { access: "direct", url: bed.ISTIOD_DEBUG },
    envoy: { access: "direct" },
    prometheus: { url: bed.PROMETHEUS },
    jaeger: { url: bed.JAEGER },
  });
  const parts = {
    kind: "bed" as const,
    namespace: "bookinfo",
    service: "reviews",
    viewerToken: bed.TOKEN_HEDDLE_VIEWER,
    apiServer: bed.KUBE_SERVER,
  };
  return assemble(config, parts, async () => undefined);
}

function configFrom(input: unknown): ClusterConfig {
  const [config] = configSchema.shape.clusters.parse([input]);
  if (config === undefined) throw new Error("no cluster");
  return config;
}

type Parts = Omit<ContractTarget, "sources" | "composed" | "config" | "withConfig" | "close">;

function assemble(
  config: ClusterConfig,
  parts: Parts,
  end: () => Promise<void>,
  nowMs: () => number = () => Date.now(),
): ContractTarget {
  const opened: ComposedCluster[] = [];
  const open = (own: ClusterConfig) => {
    const composed = composeCluster(own, createAnswerCache(nowMs));
    opened.push(composed);
    return composed;
  };
  const composed = open(config);
  return {
    ...parts,
    config,
    composed,
    sources: composed.own,
    withConfig: (change) => open(change(config)),
    async close() {
      for (const { kubernetes } of opened) kubernetes.close();
      await end();
    },
  };
}

/** A kubeconfig for an address of our own, without certificates: a fault proxy speaks plain HTTP. */
export function writeKubeconfig(server: string, token: string): { path: string; remove: () => void } {
  const folder = mkdtempSync(path.join(tmpdir(), "heddle-contract-"));
  const file = path.join(folder, "config");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "c", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "u", user: { token } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
  };
  writeFileSync(file, JSON.stringify(config));
  return { path: file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
