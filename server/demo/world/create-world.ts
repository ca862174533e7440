import type { Manifest } from "@/lib/config/manifest";
import { rootNamespace } from "@/lib/xds/mesh-objects";
import { defaultScrapeMs } from "@/lib/telemetry/rate-window";
import type { MeshSpec } from "@/server/demo/world/spec";
import type { DemoWorld, Epoch, ObjectStore, ScenarioName } from "@/server/demo/world/world";
import { scenarioObjects } from "./scenario-objects";

/** Kinds whose objects decide where requests go and how they fail. */
export const routingKinds = [
  ["", "Pod"],
  ["", "Service"],
  ["", "ConfigMap"],
  ["discovery.k8s.io", "EndpointSlice"],
  ["networking.istio.io", "VirtualService"],
  ["networking.istio.io", "DestinationRule"],
  ["networking.istio.io", "Gateway"],
  ["networking.istio.io", "ServiceEntry"],
  ["networking.istio.io", "Sidecar"],
  ["networking.istio.io", "EnvoyFilter"],
  ["security.istio.io", "PeerAuthentication"],
  ["security.istio.io", "AuthorizationPolicy"],
  ["gateway.networking.k8s.io", "Gateway"],
  ["gateway.networking.k8s.io", "HTTPRoute"],
  ["gateway.networking.k8s.io", "GRPCRoute"],
] as const;

const routingKeys = new Set(routingKinds.map(([group, kind]) => `${group}/${kind}`));

function keyOf(apiVersion: string, kind: string): string {
  return `${apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : ""}/${kind}`;
}

/** Of ConfigMaps only the mesh's own settings count. */
function decidesRouting({ apiVersion, kind, metadata }: Manifest): boolean {
  if (kind === "ConfigMap") return metadata.namespace === rootNamespace && metadata.name === "istio";
  return routingKeys.has(keyOf(apiVersion, kind));
}

function sameObject(a: Manifest, b: Manifest): boolean {
  return (
    a.kind === b.kind && a.metadata.namespace === b.metadata.namespace && a.metadata.name === b.metadata.name
  );
}

/** The routing objects as they stand, with `extra` in the place of objects of the same name. */
function captureObjects(store: ObjectStore, extra: readonly Manifest[]): Epoch["objects"] {
  return Object.fromEntries(
    routingKinds.map(([group, kind]) => {
      const added = extra.filter((object) => keyOf(object.apiVersion, object.kind) === `${group}/${kind}`);
      const stored = store
        .list(group, kind)
        .filter((object) => !added.some((one) => sameObject(one, object)));
      return [`${group}/${kind}`, [...stored, ...added]];
    }),
  );
}

/** How a scenario's objects get into the demo's API server, where a person can find and remove them. */
export type ScenarioWriter = {
  readonly create: (object: Manifest) => void;
  readonly remove: (object: Manifest) => void;
};

/**
 * The world behind the protocol servers. Each write to a routing object and each change of scenario ends the running
 * epoch and begins the next one; two changes within the same millisecond share an epoch. Without a writer the objects
 * of a scenario are part of its epochs only.
 */
export function createWorld(options: {
  readonly spec: MeshSpec;
  readonly store: ObjectStore;
  readonly nowMs: () => number;
  readonly originMs: number;
  /** Absent is `defaultScrapeMs`. */
  readonly scrapeMs?: number;
  readonly scenario: ScenarioName;
  readonly scenarioWriter?: ScenarioWriter;
}): DemoWorld {
  const { spec, store, nowMs, originMs, scenarioWriter } = options;
  let scenario = options.scenario;
  const extra = () => (scenarioWriter === undefined ? scenarioObjects(spec, scenario) : []);
  if (scenarioWriter !== undefined)
    for (const object of scenarioObjects(spec, scenario)) scenarioWriter.create(object);
  let epochs: readonly Epoch[] = [{ startMs: originMs, scenario, objects: captureObjects(store, extra()) }];
  const begin = () => {
    const startMs = Math.max(originMs, nowMs());
    const epoch = { startMs, scenario, objects: captureObjects(store, extra()) };
    epochs = [...epochs.filter((earlier) => earlier.startMs < startMs), epoch];
  };
  store.onChange(({ object }) => {
    if (decidesRouting(object)) begin();
  });
  return {
    spec,
    store,
    nowMs,
    originMs,
    scrapeMs: options.scrapeMs ?? defaultScrapeMs,
    scenario: () => scenario,
    setScenario: (name) => {
      if (name === scenario) return;
      const past = scenarioObjects(spec, scenario);
      // Before the writes, which begin the new epoch themselves.
      scenario = name;
      for (const object of past) scenarioWriter?.remove(object);
      if (scenarioWriter !== undefined)
        for (const object of scenarioObjects(spec, name)) scenarioWriter.create(object);
      if (epochs.at(-1)?.scenario !== name) begin();
    },
    epochs: () => epochs,
  };
}
