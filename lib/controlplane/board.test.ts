import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { boardRows, boardState, type BoardFacts } from "./board";
import { mergeRows } from "./board-merge";
import { rowFromWire, wireFromRow } from "./board-wire";
import { seeStates } from "./first-seen";
import { podProxy, type PodProxy } from "./pod-proxy";
import type { ProxySync, TypeSync } from "./sync";
import { mergeProxySyncs } from "./sync-state";

const sync = (pod: string, types: ProxySync["types"] = {}, rest: Partial<ProxySync> = {}): ProxySync => ({
  cluster: "east",
  pod,
  namespace: "shop",
  proxyType: "sidecar",
  istioVersion: "1.30.1",
  replica: "istiod-1",
  types,
  ...rest,
});
const stale = (rest: Partial<TypeSync> = {}): TypeSync => ({
  state: "stale",
  sentNonce: "2",
  ackedNonce: "1",
  ...rest,
});
const pod = (name: string, rest: Partial<PodProxy> = {}): PodProxy => ({
  namespace: "shop",
  pod: name,
  workload: name,
  type: "sidecar",
  stage: "running",
  labels: {},
  ...rest,
});

function rowsOf(facts: Partial<BoardFacts>) {
  return boardRows({
    syncs: [],
    seen: new Map(),
    silent: [],
    silentReplicas: [],
    pods: [],
    versionByReplica: new Map([["istiod-1", "1.30.1"]]),
    ...facts,
  });
}

describe("boardRows", () => {
  it("tells disconnected from a replica's silence, from starting and from finished pods", () => {
    const pods = [
      pod("runs"),
      pod("starts", { stage: "starting", waiting: "ImagePullBackOff" }),
      pod("stops", { stage: "stopping" }),
      pod("done", { stage: "finished" }),
    ];
    const { rows, finishedCount } = rowsOf({ pods });
    expect([rows.map((row) => [row.pod, row.connection]), finishedCount]).toEqual([
      [
        ["runs", "disconnected"],
        ["starts", "starting"],
        ["stops", "stopping"],
      ],
      1,
    ]);
    const silent = rowsOf({
      pods,
      silentReplicas: ["istiod-2"],
      silent: [sync("runs", {}, { replica: "istiod-2" })],
    });
    expect(silent.rows[0]).toMatchObject({ connection: "silent", replica: "istiod-2" });
    expect(rowsOf({ pods: [pod("runs")], syncs: undefined }).rows[0]?.connection).toBe("silent");
  });

  it("lists a pod that should have a sidecar and has none, unless istiod knows it all the same", () => {
    const uninjected = [pod("bare", { type: "" }), pod("grpc", { type: "" })];
    const { rows } = rowsOf({
      syncs: [sync("grpc")],
      pods: [],
      injection: { uninjected, nextRevisions: new Map([["shop/grpc", "canary"]]) },
    });
    expect(rows.map((row) => [row.pod, boardState(row), row.next])).toEqual([
      ["grpc", "not_sent", "canary"],
      ["bare", "not_injected", undefined],
    ]);
    expect(rows.map((row) => rowFromWire(wireFromRow(row)))).toEqual(rows);
  });

  it("lists a proxy that moves once, at the replica that sent last, and names the other", () => {
    const at = (sentAtMs: number): ProxySync["types"] => ({
      cds: { state: "synced", sentNonce: "1", ackedNonce: "1", sentAtMs },
    });
    const syncs = mergeProxySyncs([sync("a", at(9), { replica: "istiod-2" }), sync("a", at(5))]);
    const { rows } = rowsOf({ syncs, pods: [pod("a")] });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ connection: "moving", replica: "istiod-2", alsoAt: ["istiod-1"] });
  });

  it("calls what is not subscribed no failure, and a version that Istio does not support by its skew", () => {
    const ztunnel = sync(
      "z",
      { wds: { state: "synced", sentNonce: "1", ackedNonce: "1" } },
      { istioVersion: "1.27.0" },
    );
    const [row] = rowsOf({ syncs: [ztunnel], pods: [pod("z")] }).rows;
    expect(row === undefined ? undefined : boardState(row)).toBe("synced");
    expect(row?.skew).toBe(3);
  });

  it("keeps one text for many refusals", () => {
    const refused = { lds: stale({ state: "error", error: "no filter chains specified" }) };
    const { rows, errors } = rowsOf({ syncs: [sync("a", refused), sync("b", refused)] });
    expect([...errors.values()]).toEqual(["no filter chains specified"]);
    expect(rows.map(({ cells }) => cells.lds?.error)).toEqual([...errors.keys(), ...errors.keys()]);
  });
});

describe("stale since", () => {
  it("is istiod's time of the first version that was not acknowledged, although it sends again", () => {
    const first = seeStates(new Map(), [sync("a", { cds: stale({ sentAtMs: 100 }) })], 1000);
    const then = seeStates(first, [sync("a", { cds: stale({ sentNonce: "3", sentAtMs: 900 }) })], 2000);
    expect(then.get("shop/a")?.cds).toMatchObject({ atMs: 100, basis: "sent" });
    const other = seeStates(
      then,
      [sync("a", { cds: stale({ ackedNonce: "3", sentNonce: "4", sentAtMs: 1900 }) })],
      3000,
    );
    expect(other.get("shop/a")?.cds?.atMs).toBe(1900);
  });

  it("is at least our first sight of it where istiod tells no time, over pauses too", () => {
    const first = seeStates(new Map(), [sync("a", { cds: stale() })], 1000);
    const then = seeStates(first, [sync("a", { cds: stale() })], 99_000);
    const [row] = rowsOf({ syncs: [sync("a", { cds: stale() })], seen: then }).rows;
    expect(row?.cells.cds).toEqual({ state: "stale", sinceMs: 1000, isObserved: true });
  });
});

describe("the wire form", () => {
  it("gives the row back, and changes give the board back", () => {
    const syncs = [
      sync(
        "a",
        { cds: stale({ sentAtMs: 5000 }), wads: stale({ state: "error", error: "x" }) },
        { alsoAt: ["istiod-2"] },
      ),
      sync("b", { lds: { state: "not_sent", sentNonce: "", ackedNonce: "" } }),
    ];
    const { rows } = rowsOf({ syncs, pods: [pod("a", { workload: "web", revision: "canary" })] });
    expect(rows.map((row) => rowFromWire(JSON.parse(JSON.stringify(wireFromRow(row)))))).toEqual(rows);
    const [a, b] = rows.map(wireFromRow);
    if (a === undefined || b === undefined) throw new Error("two rows expected");
    const moved = { ...b, r: "istiod-2" };
    const merged = mergeRows(
      { rows: [a, b], errors: {} },
      { rows: [moved], gone: ["shop/a"], errors: { k: "words" } },
    );
    expect(merged).toEqual({ rows: [moved], errors: { k: "words" } });
  });
});

describe("podProxy", () => {
  const manifest = (status: object, metadata: object = {}): Manifest => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web-1", namespace: "shop", ...metadata },
    spec: { containers: [{ name: "app" }, { name: "istio-proxy", image: "hub/proxyv2:1.29.0" }] },
    status,
  });

  it("reads the stage, why it waits, and the revision that injected it", () => {
    const waiting = [
      { name: "istio-proxy", ready: false, state: { waiting: { reason: "ImagePullBackOff" } } },
    ];
    const annotations = { "sidecar.istio.io/status": '{"revision":"canary"}' };
    expect(
      podProxy(manifest({ phase: "Pending", containerStatuses: waiting }, { annotations })),
    ).toMatchObject({
      stage: "starting",
      waiting: "ImagePullBackOff",
      revision: "canary",
      version: "1.29.0",
    });
    expect(podProxy(manifest({ phase: "Succeeded" }))?.stage).toBe("finished");
    expect(
      podProxy(manifest({ phase: "Running" }, { deletionTimestamp: "2026-01-01T00:00:00Z" }))?.stage,
    ).toBe("stopping");
    expect(podProxy(manifest({ phase: "Running" }))?.stage).toBe("running");
  });
});
