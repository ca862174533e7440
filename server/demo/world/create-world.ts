import type { MeshSpec } from "@/server/demo/world/spec";
import type { DemoWorld, Epoch, ObjectStore, ScenarioName } from "@/server/demo/world/world";

/** Kinds whose objects decide where requests go and how they fail. */
export const routingKinds = [
  ["", "Pod"],
  ["", "Service"],
  ["discovery.k8s.io", "EndpointSlice"],
  ["networking.istio.io", "VirtualService"],
  ["networking.istio.io", "DestinationRule"],
  ["networking.istio.io", "Gateway"],
  ["networking.istio.io", "ServiceEntry"],
  ["networking.istio.io", "Sidecar"],
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

function captureObjects(store: ObjectStore): Epoch["objects"] {
  return Object.fromEntries(
    routingKinds.map(([group, kind]) => [`${group}/${kind}`, [...store.list(group, kind)]]),
  );
}

/**
 * The world behind the protocol servers. Each write to a routing object and each change of scenario ends the running
 * epoch and begins the next one; two changes within the same millisecond share an epoch.
 */
export function createWorld(options: {
  readonly spec: MeshSpec;
  readonly store: ObjectStore;
  readonly nowMs: () => number;
  readonly originMs: number;
  readonly scenario: ScenarioName;
}): DemoWorld {
  const { spec, store, nowMs, originMs } = options;
  let scenario = options.scenario;
  let epochs: readonly Epoch[] = [{ startMs: originMs, scenario, objects: captureObjects(store) }];
  const begin = () => {
    const startMs = Math.max(originMs, nowMs());
    const epoch = { startMs, scenario, objects: captureObjects(store) };
    epochs = [...epochs.filter((earlier) => earlier.startMs < startMs), epoch];
  };
  store.onChange(({ object }) => {
    if (routingKeys.has(keyOf(object.apiVersion, object.kind))) begin();
  });
  return {
    spec,
    store,
    nowMs,
    originMs,
    scenario: () => scenario,
    setScenario: (name) => {
      if (name === scenario) return;
      scenario = name;
      begin();
    },
    epochs: () => epochs,
  };
}
