import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { canaryMesh, canaryObjects } from "./canary-mesh";
import { freshDatabaseUrl } from "./fresh-database";

const backend = (version: string): Manifest => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: `reviews-${version}`, namespace: "bookinfo" },
  spec: { selector: { app: "reviews", version }, ports: [{ name: "http", port: 9080 }] },
});
const httpRoute: Manifest = {
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "HTTPRoute",
  metadata: { name: "reviews", namespace: "bookinfo", labels: { keep: "me" } },
  spec: {
    parentRefs: [{ group: "", kind: "Service", name: "reviews", port: 9080 }],
    rules: [
      { name: "default", backendRefs: [{ kind: "Service", name: "reviews-v1", port: 9080, weight: 100 }] },
    ],
  },
};
const objects: readonly Manifest[] = [
  ...canaryObjects.filter(({ kind }) => kind !== "VirtualService" && kind !== "DestinationRule"),
  backend("v1"),
  backend("v2"),
  httpRoute,
];
const plan = {
  api: "gateway",
  port: 9080,
  stable: { name: "reviews-v1" },
  canary: { name: "reviews-v2" },
};

let mesh: ReturnType<typeof canaryMesh>;
let before: string;
beforeEach(async () => {
  mesh = canaryMesh(await freshDatabaseUrl(), objects);
  mesh.state.nowMs += 600_000;
  mesh.scrapeUntil(mesh.state.nowMs);
  before = mesh.authored();
});
afterEach(() => mesh.close());

describe("a canary of Gateway API's backends", () => {
  it("is written to the HTTPRoute, asks the counters of the backends too, and is promoted", async () => {
    const runId = await mesh.start({ ...plan, steps: [{ weightPercent: 25, minMinutes: 1 }] });
    await mesh.untilStep(runId);
    expect(mesh.canaryPercent()).toBe(25);
    expect(mesh.isMarked()).toBe(true);
    await mesh.untilEnded(runId);
    expect((await mesh.run(runId)).outcome).toBe("promoted");
    expect(mesh.canaryPercent()).toBe(100);
    expect(mesh.isMarked()).toBe(false);
    expect(mesh.prometheus.asked.some((promql) => promql.includes("reviews|reviews-v1|reviews-v2"))).toBe(
      true,
    );
  });

  it("that fails goes back to the byte", async () => {
    mesh.prometheus.behaviour.badShare.v2 = 0.1;
    const runId = await mesh.start({ ...plan, steps: [{ weightPercent: 25, minMinutes: 10 }] });
    await mesh.untilEnded(runId);
    expect((await mesh.run(runId)).outcome).toBe("rolled_back");
    expect(mesh.authored()).toBe(before);
  });
});

describe("a canary with conditions", () => {
  it("takes a route of its own that is gone after the run", async () => {
    const own = canaryMesh(await freshDatabaseUrl());
    own.state.nowMs += 600_000;
    own.scrapeUntil(own.state.nowMs);
    const earlier = own.authored();
    const matches = [{ headers: [{ name: "x-team", kind: "exact", value: "books" }] }];
    const runId = await own.start({ matches, steps: [{ weightPercent: 100, minMinutes: 60 }] });
    await own.untilStep(runId);
    const { data } = await own.caller().canaries.read({ runId });
    expect(data.route?.isAsWritten).toBe(true);
    expect(data.route?.weights).toEqual(expect.arrayContaining([{ name: "v2", weightPercent: 100 }]));
    await own.caller().canaries.act({ runId, act: "abort", reason: "enough" });
    await own.pass(30_000);
    expect(own.authored()).toBe(earlier);
    await own.close();
  });
});
