import { expect, it } from "vitest";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { predictionSteps } from "@/lib/impact/predict";
import { runPrediction } from "@/server/operations/impact/run-prediction";
import { report } from "./figure";
import { watchTurns } from "./turns";
import { freshImpactMesh, impactEdges, splitOf } from "./impact-mesh";

const splitBudgetMs = 300;
const meshWideBudgetMs = 1500;
const turnBudgetMs = 50;
const runs = 3;
const signal = new AbortController().signal;

const strict: Manifest = {
  apiVersion: "security.istio.io/v1",
  kind: "PeerAuthentication",
  metadata: { name: "default", namespace: "istio-system" },
  spec: { mtls: { mode: "STRICT" } },
};
const meshWideRule: Manifest = {
  apiVersion: "networking.istio.io/v1",
  kind: "DestinationRule",
  metadata: { name: "all", namespace: "istio-system" },
  spec: { host: "*.local", trafficPolicy: { tls: { mode: "DISABLE" } } },
};

/** The mesh with `after` in the place of what goes by its name. */
function changeTo(key: string, after: Manifest) {
  const before = freshImpactMesh();
  const isSame = ({ metadata: { name, namespace } }: Manifest) =>
    name === after.metadata.name && namespace === after.metadata.namespace;
  const list = before[key] ?? [];
  const old = list.find(isSame);
  const others = list.filter((manifest) => manifest !== old);
  return {
    before,
    after: { ...before, [key]: [...others, after] },
    changed: [{ ref: refFromManifest(after), before: old, after }],
  };
}

it.each([
  ["a split", "networking.istio.io/VirtualService", splitOf(7, [50, 50]), splitBudgetMs],
  ["PeerAuthentication of the mesh", "security.istio.io/PeerAuthentication", strict, meshWideBudgetMs],
  ["DestinationRule of the mesh", "networking.istio.io/DestinationRule", meshWideRule, meshWideBudgetMs],
] as const)("previews %s in a mesh that nobody looked at before", async (name, key, after, limit) => {
  const traffic = { edges: impactEdges(), traces: [] };
  let [measured, turn, note] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, ""];
  for (let run = 0; run < runs; run += 1) {
    const mesh = changeTo(key, after);
    globalThis.gc?.();
    const startMs = performance.now();
    const turns = watchTurns();
    const { impact, cutShort } = await runPrediction(predictionSteps(mesh, traffic), {
      signal,
      clockMs: () => performance.now(),
    });
    const longest = turns.stop();
    measured = Math.min(measured, performance.now() - startMs);
    turn = Math.min(turn, longest);
    note = [
      `400 VirtualServices, ${impact.receivers?.proxiesOfMesh} pods`,
      ...cutShort.map(({ part, done, of }) => `${done} of ${of} ${part}`),
    ].join(", ");
    expect(impact.hosts.length).toBeGreaterThan(0);
  }
  report({ part: "impact", what: name, measured, unit: "ms", limit, note });
  report({ part: "impact", what: `${name}, longest turn`, measured: turn, unit: "ms", limit: turnBudgetMs });
});
