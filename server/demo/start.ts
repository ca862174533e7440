import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEnvoys, type DemoEnvoys } from "@/server/demo/envoy/start-envoys";
import { startIstiods, type DemoIstiods } from "@/server/demo/istiod/start-istiods";
import { startJaeger } from "@/server/demo/jaeger/start-jaeger";
import { startEndpointsController } from "@/server/demo/kubernetes/endpoints-controller";
import { startDelivery } from "@/server/demo/delivery/start-delivery";
import { demoTokens } from "@/server/demo/kubernetes/auth";
import { seedObjects } from "@/server/demo/kubernetes/seed-objects";
import { startKubernetes, type KubernetesServer } from "@/server/demo/kubernetes/server";
import { createObjectStore } from "@/server/demo/kubernetes/store";
import { startPrometheus } from "@/server/demo/prometheus/server";
import { createWorld } from "@/server/demo/world/create-world";
import { buildMeshSpec } from "@/server/demo/world/mesh-spec";
import { scenarioWriterFor } from "@/server/demo/world/scenario-writer";
import type { MeshSize } from "@/server/demo/world/spec";
import { scenarioNames, type DemoWorld, type ScenarioName } from "@/server/demo/world/world";
import type { DemoControl } from "@/server/ports";

export { scenarioNames };

export type DemoOptions = {
  readonly seed?: number;
  readonly size?: MeshSize;
  readonly scenario?: string;
  readonly nowMs?: () => number;
  /** How often Prometheus scrapes: short, and a canary's evidence comes in seconds. Absent is `defaultScrapeMs`. */
  readonly scrapeMs?: number;
};

/** A running demo mesh: `cluster` is what would stand in heddle.yaml for a real one. */
export type RunningDemo = {
  readonly cluster: {
    readonly name: string;
    readonly kubernetes: { readonly kubeconfig: string };
    readonly prometheus: { readonly url: string; readonly scrapeInterval: number };
    readonly jaeger: { readonly url: string };
    readonly istiod: {
      readonly access: "direct";
      readonly url: readonly { readonly name: string; readonly url: string }[];
    };
    readonly envoy: { readonly access: "direct"; readonly url: string };
  };
  readonly control: DemoControl;
  readonly world: DemoWorld;
  /** The servers with their knobs for faults. */
  readonly kubernetes: KubernetesServer;
  readonly istiods: DemoIstiods;
  readonly envoys: DemoEnvoys;
  readonly close: () => Promise<void>;
};

const host = "127.0.0.1";
const historyMs = 6 * 3_600_000;

/** Starts the protocol servers of the demo mesh on free loopback ports. Throws when `scenario` is not one of its names. */
export async function startDemo(options: DemoOptions = {}): Promise<RunningDemo> {
  const { seed = 1, size, nowMs = () => Date.now() } = options;
  const spec = buildMeshSpec(seed, size);
  const originMs = nowMs() - historyMs;
  const store = createObjectStore({ nowMs, seed, objects: seedObjects(spec, originMs) });
  const scenario = scenarioFrom(options.scenario ?? "healthy");
  const world = createWorld({
    spec,
    store,
    nowMs,
    originMs,
    scrapeMs: options.scrapeMs,
    scenario,
    scenarioWriter: scenarioWriterFor(store),
  });
  const [kubernetes, prometheus, istiods, envoys, jaeger] = await Promise.all([
    startKubernetes({ store }, { host }),
    startPrometheus(world, { host }),
    startIstiods(world, { host }),
    startEnvoys(world, { host }),
    startJaeger(world, { host }),
  ]);
  const stopDelivery = startDelivery(store);
  const stopEndpoints = startEndpointsController(store);
  const kubeconfig = writeKubeconfig(kubernetes.url, kubernetes.token);
  return {
    cluster: {
      name: spec.cluster,
      kubernetes: { kubeconfig: kubeconfig.path },
      prometheus: { url: prometheus.url, scrapeInterval: world.scrapeMs },
      jaeger: { url: jaeger.url },
      istiod: {
        access: "direct",
        url: istiods.replicas.map(({ pod, url }) => ({ name: pod, url })),
      },
      envoy: { access: "direct", url: envoys.url },
    },
    control: controlOf(world),
    world,
    kubernetes,
    istiods,
    envoys,
    async close() {
      stopDelivery();
      stopEndpoints();
      kubeconfig.remove();
      await Promise.all([kubernetes, prometheus, istiods, envoys, jaeger].map((server) => server.close()));
    },
  };
}

function scenarioFrom(text: string): ScenarioName {
  const found = scenarioNames.find((name) => name === text);
  if (found !== undefined) return found;
  throw new Error(`no scenario "${text}"; there are ${scenarioNames.join(", ")}`);
}

function controlOf(world: DemoWorld): DemoControl {
  return {
    scenarios: () => scenarioNames,
    current: () => world.scenario(),
    set: (scenario) => world.setScenario(scenarioFrom(scenario)),
    people: () => Object.entries(demoTokens).map(([name, token]) => ({ name, token })),
  };
}

/** Kubernetes clients take their address and token from a file. */
function writeKubeconfig(server: string, token: string): { path: string; remove: () => void } {
  const folder = mkdtempSync(path.join(tmpdir(), "heddle-demo-"));
  const file = path.join(folder, "kubeconfig.json");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "demo", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "demo", user: { token } }],
    contexts: [{ name: "demo", context: { cluster: "demo", user: "demo" } }],
    "current-context": "demo",
  };
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  return {
    path: file,
    remove() {
      process.off("exit", remove);
      remove();
    },
  };
}
