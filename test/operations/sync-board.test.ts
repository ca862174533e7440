import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { boardState, type BoardRow } from "@/lib/controlplane/board";
import { rowFromWire } from "@/lib/controlplane/board-wire";
import type { ProxySync } from "@/lib/controlplane/sync";
import type { BoardMessage } from "@/server/operations/controlplane/watch-board";
import type { ClusterSources, SyncAnswer } from "@/server/ports";
import { targetKind } from "@/test/contract/target";
import { answer, startFaultyMesh, type FaultyMesh } from "./faulty-mesh";

const script = "function envoy_on_request(handle) handle:";
let mesh: FaultyMesh;

/** Counts how often istiod's replicas are asked where proxies stand. */
function counted(): {
  readonly change: (sources: ClusterSources) => ClusterSources;
  readonly asked: () => number;
} {
  let asked = 0;
  return {
    asked: () => asked,
    change: (sources) => ({
      ...sources,
      controlPlane: {
        ...sources.controlPlane,
        sync: (call) => {
          asked += 1;
          return sources.controlPlane.sync(call);
        },
      },
    }),
  };
}

/** A mesh of many proxies of which three others are stale at each look. */
function syntheticControlPlane(count: number): { readonly sync: () => Promise<SyncAnswer> } {
  let look = 0;
  const types = (isStale: boolean): ProxySync["types"] =>
    Object.fromEntries(
      (["cds", "lds", "eds", "rds"] as const).map((type) => [
        type,
        {
          state: isStale && type === "lds" ? ("stale" as const) : ("synced" as const),
          sentNonce: "2026-01-01T00:00:00Z/2",
          ackedNonce: "2026-01-01T00:00:00Z/1",
          sentAtMs: 1_767_225_600_000,
        },
      ]),
    );
  return {
    sync: async () => {
      look += 1;
      return {
        data: Array.from({ length: count }, (_, index) => ({
          cluster: "demo",
          namespace: `team-${index % 20}`,
          pod: `workload-${index % 200}-6d4f8b7c9-${index.toString(36).padStart(5, "x")}`,
          proxyType: "sidecar",
          istioVersion: "1.30.1",
          replica: `istiod-${index % 2}`,
          types: types(Math.floor(index / 3) === look),
        })),
        warnings: [],
        evidence: [],
        replicas: [0, 1].map((index) => ({ name: `istiod-${index}`, version: "1.30.1", reachable: true })),
      };
    },
  };
}

async function rowsOf(console: ReturnType<FaultyMesh["console"]>): Promise<readonly BoardRow[]> {
  return (await console.controlplane.board({})).data.rows.map(rowFromWire);
}

describe.skipIf(targetKind === "bed")("the sync board", () => {
  beforeAll(async () => {
    mesh = await startFaultyMesh();
  });
  afterEach(() => mesh.heal());
  afterAll(() => mesh.close());

  it("serves two thousand proxies in little, and only what changed after that", async () => {
    const two = syntheticControlPlane(2000);
    const console = mesh.console((sources) => ({
      ...sources,
      syncIntervalMs: 50,
      controlPlane: { ...sources.controlPlane, sync: two.sync },
    }));
    const sizes: number[] = [];
    const changed: number[] = [];
    for await (const message of await console.controlplane.changes({})) {
      sizes.push(JSON.stringify(message).length);
      if (message.kind === "changes") changed.push(message.rows.length);
      if (sizes.length === 3) break;
    }
    expect(sizes[0]).toBeLessThan(450_000);
    // Three proxies move to another state with each look.
    expect(changed).toEqual([6, 6]);
    expect(sizes[1]).toBeLessThan(6000);
  });

  it("lists every proxy of both replicas with its types, and ztunnels with their own two only", async () => {
    const { data, warnings } = await mesh.console().controlplane.board({});
    const rows = data.rows.map(rowFromWire);
    expect(warnings).toEqual([]);
    expect(new Set(rows.map(({ replica }) => replica))).toEqual(
      new Set(data.replicas.map(({ name }) => name)),
    );
    expect(data.replicas.map(({ reachable, version }) => [reachable, version !== undefined])).toEqual([
      [true, true],
      [true, true],
    ]);
    const typesOf = (type: string) =>
      new Set(rows.filter((row) => row.type === type).map(({ cells }) => Object.keys(cells).join()));
    expect(typesOf("ztunnel")).toEqual(new Set(["wds,wads"]));
    expect(typesOf("sidecar")).toEqual(new Set(["cds,lds,eds,rds"]));
    expect(
      rows.every(({ cells }) => Object.values(cells).every(({ sinceMs }) => sinceMs !== undefined)),
    ).toBe(true);
  });

  it("asks istiod once for fifty callers of every page that shows sync state", async () => {
    const { change, asked } = counted();
    // Longer than the fifty need on a busy machine.
    const console = mesh.console((sources) => ({ ...change(sources), syncIntervalMs: 60_000 }));
    const range = { kind: "relative", durationMs: 900_000 } as const;
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        index % 5 === 0
          ? console.proxies.list({ range })
          : index % 5 === 1
            ? console.controlplane.read({})
            : index % 5 === 2
              ? console.overview.controlPlane({})
              : index % 5 === 3
                ? console.controlplane.board({})
                : console.controlplane.rejections({}),
      ),
    );
    await console.controlplane.board({});
    expect(asked()).toBe(1);
  });

  it("asks each replica once per interval however many tabs listen, and sends deltas after the whole", async () => {
    const console = mesh.console((sources) => ({ ...sources, syncIntervalMs: 200 }));
    // Kubernetes' kinds are listed once, which would let the first tabs miss a look.
    await console.controlplane.board({});
    const before = mesh.istiods.map(({ seen }) => seen.filter((line) => line.includes("syncz")).length);
    const tabs = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const messages: BoardMessage[] = [];
        for await (const message of await console.controlplane.changes({})) {
          messages.push(message);
          if (messages.length === 4) break;
        }
        return messages;
      }),
    );
    const asked = mesh.istiods.map(
      ({ seen }, index) => seen.filter((line) => line.includes("syncz")).length - (before[index] ?? 0),
    );
    // Four looks, and at most one more that was under way while the last tab left.
    for (const count of asked) expect(count).toBeLessThanOrEqual(5);
    expect(new Set(tabs.map((messages) => messages.map(({ kind }) => kind).join()))).toEqual(
      new Set(["whole,changes,changes,changes"]),
    );
    const [whole, next] = tabs[0] ?? [];
    expect(JSON.stringify(next).length).toBeLessThan(JSON.stringify(whole).length / 4);
  });

  it("names a silent replica, and its proxies stay with an unknown state", async () => {
    const console = mesh.console();
    const [first, second] = mesh.istiods;
    if (first === undefined || second === undefined) throw new Error("two replicas expected");
    second.setFault(() => answer(503, "", "text/plain"));
    const name = mesh.target.demo?.istiods.replicas[1]?.pod ?? "";
    const { data, warnings } = await console.controlplane.board({});
    expect(warnings.map(({ part }) => part)).toContain(name);
    expect(data.replicas.find((replica) => replica.name === name)?.reachable).toBe(false);
    const states = data.rows.map(rowFromWire).map(boardState);
    expect(states).toContain("silent");
    expect(states).toContain("synced");
    expect(states).not.toContain("disconnected");
  });

  it.each([
    ["unauthenticated" as const, "unauthenticated", /istiod\.access/],
    [{ namespace: "other" }, "forbidden", /DEBUG_ENDPOINT_AUTH_ALLOWED_NAMESPACES/],
  ])("that istiod refuses (%j) is unknown and names the setting", async (access, reason, hint) => {
    mesh.target.demo?.istiods.setDebugAccess(access);
    const { data, warnings } = await mesh.console().controlplane.board({});
    expect(data.isSilent).toBe(true);
    expect(new Set(data.rows.map(rowFromWire).map(boardState))).toEqual(new Set(["silent"]));
    expect(warnings[0]).toMatchObject({ reason });
    expect(warnings[0]?.hint).toMatch(hint);
  });

  const refusers = async () =>
    (await mesh.console().controlplane.rejections({})).data.map(({ proxies }) => proxies.length);

  it("tells Envoy's words of a broken EnvoyFilter once, with the filter first and its change", async () => {
    const console = mesh.console();
    const manifest = {
      apiVersion: "networking.istio.io/v1alpha3",
      kind: "EnvoyFilter",
      metadata: { name: "broken-lua", namespace: mesh.target.namespace },
      spec: {
        configPatches: [
          {
            applyTo: "HTTP_FILTER",
            match: { context: "SIDECAR_INBOUND" },
            patch: {
              operation: "INSERT_BEFORE",
              value: { name: "lua", typed_config: { inlineCode: script } },
            },
          },
        ],
      },
    };
    const applied = await mesh.target.sources.kubernetes.apply(
      manifest,
      { dryRun: false },
      { purpose: "a broken filter" },
    );
    expect(applied.created).toBe(true);
    await expect
      .poll(refusers, { timeout: 15_000 })
      // One after another gets the filter, and refuses it in the same words.
      .toEqual([expect.any(Number)]);
    await expect.poll(async () => (await refusers())[0] ?? 0, { timeout: 15_000 }).toBeGreaterThan(1);
    const [rejection] = (await mesh.console().controlplane.rejections({})).data;
    expect(rejection).toMatchObject({
      type: "lds",
      parts: [{ resource: "virtualInbound", reason: "script" }],
    });
    expect(rejection?.message).toContain("script load error");
    const [candidate] = rejection?.parts[0]?.candidates ?? [];
    expect(candidate?.ref).toMatchObject({ kind: "EnvoyFilter", name: "broken-lua" });
    expect(candidate?.reasons.map(({ code }) => code)).toEqual(expect.arrayContaining(["quoted", "changed"]));
    const rows = await rowsOf(console);
    expect(rows.filter((row) => boardState(row) === "error").length).toBeGreaterThanOrEqual(1);
  });

  it("shows proxies that lost istiod and the pod without a sidecar, and is whole again afterwards", async () => {
    const demo = mesh.target.demo;
    if (demo === undefined) throw new Error("needs the demo mesh");
    const statesOf = async () => {
      const { data } = await mesh.console().controlplane.board({});
      return new Map(
        data.rows.map(rowFromWire).map((row) => [`${row.namespace}/${row.workload}`, boardState(row)]),
      );
    };
    demo.world.setScenario("proxies-disconnected");
    const states = await statesOf();
    expect(states.get("platform/inventory-v1")).toBe("disconnected");
    expect(states.get("shop/price-import")).toBe("not_injected");
    expect([...states.values()].filter((state) => state === "not_injected")).toHaveLength(1);
    demo.world.setScenario("healthy");
    const after = async () => {
      const left = new Set((await statesOf()).values());
      return [left.has("disconnected"), left.has("not_injected")];
    };
    await expect.poll(after, { timeout: 15_000 }).toEqual([false, false]);
  });

  it("tells each replica's namespace, and the one revision that serves every proxy", async () => {
    const console = mesh.console();
    const { data: board } = await console.controlplane.board({});
    expect(new Set(board.replicas.map(({ namespace }) => namespace))).toEqual(new Set(["istio-system"]));
    const { data: revisions, warnings } = await console.controlplane.revisions({});
    expect(warnings).toEqual([]);
    const served = revisions.find(({ revision }) => revision === "default");
    expect(served?.replicas).toHaveLength(2);
    expect(served?.namespaces).toContain("shop");
    expect([served?.leavingCount, served?.disconnectedCount, served?.unsupportedCount]).toEqual([0, 0, 0]);
    expect(revisions.reduce((sum, { proxyCount }) => sum + (proxyCount ?? 0), 0)).toBe(board.rows.length);
  });
});
