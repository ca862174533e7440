import { describe, expect, it } from "vitest";
import type { TruthClient } from "./model";
import {
  client,
  compare,
  envoyOf,
  held,
  known,
  shard,
  service,
  silent,
  slice,
  type TruthParts,
} from "./truth-fixture";

const codes = (parts: TruthParts) =>
  compare(parts).rows.flatMap(({ differences }) => differences.map(({ code }) => code));

describe("compareEndpoints", () => {
  it("finds nothing where all three agree", () => {
    const truth = compare({
      slices: [slice("10.0.0.1")],
      shards: [shard("10.0.0.1")],
      clients: [client(envoyOf([held("10.0.0.1")]))],
    });
    expect(truth.rows).toMatchObject([
      {
        kubernetes: { state: "ready" },
        istiod: { state: "healthy" },
        envoys: [{ state: "healthy" }],
        differences: [],
      },
    ]);
    expect(truth.notes).toEqual([]);
  });

  it.each<[string, TruthParts, readonly string[]]>([
    ["a ready pod that istiod has not", { slices: [slice("a")] }, ["missing_at_istiod"]],
    ["a pod that is not ready and that istiod has not", { slices: [slice("a", { isReady: false })] }, []],
    [
      "an address that istiod kept",
      { slices: [slice("b")], shards: [shard("a"), shard("b")] },
      ["extra_at_istiod"],
    ],
    ["a WorkloadEntry, which has no slice", { shards: [shard("a", { shard: "External/c1" })] }, []],
    [
      "a pod of another cluster, which has no slice here",
      { slices: [slice("a")], shards: [shard("a"), shard("z", { shard: "Kubernetes/c2", cluster: "c2" })] },
      [],
    ],
    [
      "ready in Kubernetes, unhealthy at istiod",
      { slices: [slice("a")], shards: [shard("a", { health: "unhealthy" })] },
      ["ready_but_unhealthy_at_istiod"],
    ],
    [
      "not ready in Kubernetes, healthy at istiod",
      { slices: [slice("a", { isReady: false })], shards: [shard("a")] },
      ["not_ready_but_healthy_at_istiod"],
    ],
    [
      "terminating and draining",
      {
        slices: [slice("a", { isReady: false, isServing: true, isTerminating: true })],
        shards: [shard("a", { health: "draining" })],
      },
      [],
    ],
    ["another target port", { slices: [slice("a")], shards: [shard("a", { port: 9090 })] }, ["target_port"]],
    [
      "another name of the port",
      { slices: [slice("a")], shards: [shard("a", { portName: "web" })] },
      ["port_name"],
    ],
    [
      "another zone",
      { slices: [slice("a", { zone: "z1" })], shards: [shard("a", { locality: "r1/z2" })] },
      ["locality"],
    ],
    [
      "a replica that lags",
      {
        slices: [slice("a")],
        input: {
          istiod: known({ endpoints: [shard("a")], replicas: ["istiod-1", "istiod-2"], isUnheardOf: false }),
        },
      },
      ["replicas_differ"],
    ],
  ])("%s", (_name, parts, expected) => expect(codes(parts)).toEqual(expected));

  const told = { slices: [slice("a")], shards: [shard("a")] };
  it.each<[string, TruthClient, readonly string[]]>([
    ["an endpoint that Envoy has not", client(envoyOf([])), ["missing_at_envoy"]],
    [
      "the same while it has not acknowledged the last version",
      client(envoyOf([]), { sync: "stale" }),
      ["stale_at_envoy"],
    ],
    ["an endpoint left over", client(envoyOf([held("a"), held("gone")])), ["extra_at_envoy"]],
    ["an ejected one", client(envoyOf([held("a", { liveFaults: ["failed_outlier_check"] })])), ["ejected"]],
    [
      "one that fails active checks",
      client(envoyOf([held("a", { liveFaults: ["failed_active_health_check"] })])),
      ["failed_check"],
    ],
    [
      "one that left by its own answer to a check",
      client(envoyOf([held("a", { liveFaults: ["excluded_via_immediate_hc_fail"] })])),
      ["failed_check"],
    ],
    [
      "health that istiod does not tell",
      client(envoyOf([held("a", { configuredHealth: "UNHEALTHY" })])),
      ["health_not_at_envoy"],
    ],
    ["another port", client(envoyOf([held("a", { port: 9090 })])), ["target_port"]],
    ["plain text to an endpoint of the mesh", client(envoyOf([held("a", { tlsMode: "" })])), ["tls_mode"]],
    [
      "a tunnel, which encrypts by itself",
      client(envoyOf([held("a", { tlsMode: "", isTunnelled: true })])),
      [],
    ],
    ["another weight", client(envoyOf([held("a", { weight: 5 })])), ["weight"]],
    [
      "labels that no subset picks",
      client(envoyOf([held("a")]), { subsets: [{ name: "v2", labels: { version: "v2" } }] }),
      ["no_subset"],
    ],
    [
      "a subset's cluster without its endpoint",
      client(envoyOf([held("a"), held("b", { subset: "v1" })]), {
        subsets: [{ name: "v1", labels: { version: "v1" } }],
      }),
      ["missing_in_subset"],
    ],
    [
      "a headless service, whose endpoints Envoy takes from the call",
      client(
        envoyOf([], {
          clusters: [{ name: "x", servicePort: 80, subset: "", type: "ORIGINAL_DST" }],
        }),
      ),
      [],
    ],
  ])("%s", (_name, one, expected) => expect(codes({ ...told, clients: [one] })).toEqual(expected));

  it("does not ask for what istiod does not send", () => {
    const shards = [shard("a", { health: "unhealthy", sendsUnhealthy: false })];
    const slices = [slice("a", { isReady: false })];
    expect(codes({ slices, shards, clients: [client(envoyOf([]))] })).toEqual([]);
  });

  it("takes the gateway of another network for what it stands for", () => {
    const shards = [shard("a"), shard("far", { network: "n2", shard: "Kubernetes/c2", cluster: "c2" })];
    const truth = compare({
      slices: [slice("a")],
      shards,
      clients: [client(envoyOf([held("a"), held("gateway", { port: 15443 })]))],
    });
    expect(truth.rows.flatMap(({ differences }) => differences)).toEqual([]);
    expect(truth.notes.map(({ code }) => code)).toEqual(["other_network"]);
  });

  it("compares Envoy with Kubernetes while istiod is silent", () => {
    const input = { istiod: silent };
    const slices = [slice("a"), slice("b")];
    const truth = compare({ slices, clients: [client(envoyOf([held("a"), held("c")]))], input });
    expect(
      truth.rows.map((row) => [row.address, row.istiod.state, row.differences.map(({ code }) => code)]),
    ).toEqual([
      ["b", "unknown", ["missing_at_envoy"]],
      ["c", "unknown", ["extra_at_envoy"]],
      ["a", "unknown", []],
    ]);
  });

  it("says of an empty service what its selector picks only when the pods could be read", () => {
    const selectorOf = (parts: TruthParts) =>
      compare({ slices: [], ...parts }).notes.map(({ values }) => values);
    expect(selectorOf({})).toEqual([{ selector: "unknown" }]);
    expect(
      selectorOf({ input: { service: { ...service, selected: { count: 0, problems: [] } } } }),
    ).toMatchObject([{ selector: "yes" }]);
    expect(
      selectorOf({ input: { service: { ...service, selected: { count: 2, problems: ["x"] } } } }),
    ).toEqual([{ selector: "unready", count: "2", problems: "x" }]);
  });

  it("has one note, and no row of differences, for a proxy that knows nothing of the service", () => {
    const truth = compare({ ...told, clients: [client(envoyOf([], { clusters: [] }))] });
    expect(truth.rows[0]?.envoys[0]?.state).toBe("not_applicable");
    expect(truth.rows[0]?.differences).toEqual([]);
    expect(truth.notes).toEqual([{ code: "no_cluster", client: "shop/web-1", values: { by: "unknown" } }]);
  });
});
