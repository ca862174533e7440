import type { Manifest } from "@/lib/config/manifest";
import { queryInstant } from "@/server/demo/promql/evaluate";
import { createWorld } from "@/server/demo/world/create-world";
import { createFixtureStore } from "@/server/demo/world/fixture-store";
import { buildMeshSpec } from "@/server/demo/world/mesh-spec";
import type { ScenarioName } from "@/server/demo/world/world";
import { createWorldStorage } from "./world-storage";

/** A world for tests whose clock stands still until it is moved. */
export function createFixtureWorld(
  scenario: ScenarioName = "healthy",
  objects: readonly Manifest[] = [],
  scrapeMs?: number,
) {
  const spec = buildMeshSpec(7);
  const store = createFixtureStore(spec);
  for (const object of objects) store.put(object);
  const clock = { nowMs: Date.UTC(2026, 10, 21, 12, 0, 0) };
  const originMs = clock.nowMs - 6 * 3_600_000;
  const world = createWorld({ spec, store, nowMs: () => clock.nowMs, originMs, scrapeMs, scenario });
  const storage = createWorldStorage(world);
  return {
    world,
    store,
    storage,
    clock,
    originMs,
    /** Values of a query by its labels' values joined with a blank; `{}` is "". */
    ask: (query: string, timeMs = clock.nowMs): ReadonlyMap<string, number> => {
      const result = queryInstant(query, timeMs, { storage });
      if (result.type !== "vector") throw new Error(`not a vector: ${query}`);
      return new Map(result.samples.map(({ labels, point }) => [Object.values(labels).join(" "), point[1]]));
    },
  };
}

type Routing = "VirtualService" | "DestinationRule" | "PeerAuthentication" | "AuthorizationPolicy";

/** An Istio object by kind and `namespace/name`. */
export function istioObject(kind: Routing, id: string, spec: Record<string, unknown>): Manifest {
  const [namespace = "", name = ""] = id.split("/");
  const group = kind.endsWith("Service") || kind === "DestinationRule" ? "networking" : "security";
  return { apiVersion: `${group}.istio.io/v1`, kind, metadata: { namespace, name }, spec };
}
