import { describe, expect, it } from "vitest";
import { catalogRoutes, changedFromYaml, podYaml, shopYaml } from "@/lib/impact/impact-fixture";
import { predictImpact, predictionSteps } from "@/lib/impact/predict";
import type { CallEdge } from "@/lib/impact/traffic-edges";
import { runPrediction } from "./run-prediction";

const strict = `---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: default, namespace: istio-system}
spec: {mtls: {mode: STRICT}}
`;
const clients = ["a", "b", "c"];
const outside = (name: string, at: number) =>
  podYaml(name, { ip: `10.1.0.${at}`, namespace: `client-${name}` });
const base = shopYaml + clients.map(outside).join("");
const host = "catalog.shop.svc.cluster.local";
const edges = clients.map((name, at): CallEdge => ({
  source: { namespace: `client-${name}`, workload: name },
  host,
  destination: { namespace: "shop", workload: "catalog-stable" },
  requestsPerSecond: 10 * (at + 1),
}));
const split = (v1: number) =>
  catalogRoutes(
    `[{route: [{destination: {host: catalog, subset: v1}, weight: ${v1}}, {destination: {host: catalog, subset: v2}, weight: ${100 - v1}}]}]`,
  );
const halved = changedFromYaml(base, split(90), split(50));
const open = new AbortController().signal;

/** A clock that goes on by so much with each look at it. */
function clockOf(stepMs: number): () => number {
  let ms = 0;
  return () => (ms += stepMs);
}

describe("a prediction in turns", () => {
  it.each([
    ["a split", halved],
    ["a policy of the whole mesh", changedFromYaml(base + split(90), "", strict)],
  ])("comes to the same as one without a pause for %s", async (_, mesh) => {
    const { impact, cutShort } = await runPrediction(predictionSteps(mesh, { edges, traces: [] }), {
      signal: open,
      clockMs: clockOf(13),
    });
    expect(cutShort).toEqual([]);
    expect(impact).toEqual(predictImpact(mesh, { edges, traces: [] }));
    expect(impact.callers?.length).toBe(mesh === halved ? 3 : 0);
  });

  it("ends with the busiest callers when the time is up, and says of how many classes", async () => {
    const { impact, cutShort } = await runPrediction(predictionSteps(halved, { edges }), {
      signal: open,
      clockMs: clockOf(200),
    });
    expect(cutShort[0]).toMatchObject({ part: "proxy classes", of: 5 });
    const { done = 0 } = cutShort[0] ?? {};
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(5);
    expect(impact.callers?.[0]).toMatchObject({ workload: "c", requestsPerSecond: 30 });
    expect(impact.callers?.length).toBe(Math.min(3, done));
    expect(impact.receivers?.proxies).toBeLessThan(impact.receivers?.proxiesOfMesh ?? 0);
  });

  it("lets others have a turn in between", async () => {
    const others = new Promise<void>((resolve) => setImmediate(resolve));
    const done: string[] = [];
    await Promise.all([
      others.then(() => done.push("another request")),
      runPrediction(predictionSteps(halved, { edges }), { signal: open, clockMs: clockOf(13) }).then(() =>
        done.push("prediction"),
      ),
    ]);
    expect(done).toEqual(["another request", "prediction"]);
  });

  it("stops when the reader leaves", async () => {
    const reader = new AbortController();
    const run = runPrediction(predictionSteps(halved, { edges }), {
      signal: reader.signal,
      clockMs: clockOf(13),
    });
    reader.abort(new Error("left"));
    await expect(run).rejects.toThrow("left");
  });
});
