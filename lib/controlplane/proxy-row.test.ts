import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { proxyRows, type ProxyRowFacts } from "./proxy-row";
import type { ProxySync } from "./sync";
import { isUnsupportedSkew, versionSkew } from "./version-skew";

function pod(
  name: string,
  rest: { containers?: string[]; labels?: Record<string, string>; phase?: string; owner?: string } = {},
): Manifest {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: "shop",
      labels: rest.labels ?? {},
      ...(rest.owner === undefined
        ? {}
        : {
            ownerReferences: [
              { apiVersion: "apps/v1", kind: "ReplicaSet", name: rest.owner, uid: "u", controller: true },
            ],
          }),
    },
    spec: {
      containers: (rest.containers ?? ["app", "istio-proxy"]).map((container) => ({
        name: container,
        image: `hub/${container}:1.29.0`,
      })),
    },
    status: { phase: rest.phase ?? "Running", podIP: "10.0.0.1" },
  };
}

const sync = (name: string, rest: Partial<ProxySync> = {}): ProxySync => ({
  cluster: "east",
  pod: name,
  namespace: "shop",
  proxyType: "sidecar",
  istioVersion: "1.29.2",
  replica: "istiod-1",
  types: {},
  ...rest,
});

function rowsOf(facts: Partial<ProxyRowFacts>) {
  return proxyRows({
    pods: [],
    syncs: [],
    isPartial: false,
    versionByReplica: new Map([["istiod-1", "1.30.1"]]),
    ...facts,
  });
}

describe("proxyRows", () => {
  it("shows a proxy that no replica holds, and a pod without a proxy", () => {
    const rows = rowsOf({ pods: [pod("a"), pod("b", { containers: ["app"] })] });
    expect(rows.map((row) => [row.pod, row.connection, row.type, row.version])).toEqual([
      ["a", "disconnected", "sidecar", "1.29.0"],
      ["b", "no_proxy", "", undefined],
    ]);
  });

  it("calls a missing proxy unknown while a replica that could hold it is silent", () => {
    expect(rowsOf({ pods: [pod("a")], isPartial: true })[0]?.connection).toBe("unknown");
    expect(rowsOf({ pods: [pod("a")], syncs: undefined })[0]?.connection).toBe("unknown");
  });

  it("keeps a proxy without a pod, and does not call it so when pods are unknown", () => {
    expect(rowsOf({ syncs: [sync("vm-1")] })[0]).toMatchObject({
      pod: "vm-1",
      connection: "no_pod",
      replica: "istiod-1",
    });
    expect(rowsOf({ pods: undefined, syncs: [sync("a")] })[0]?.connection).toBe("connected");
  });

  it("takes version from istiod's word, the worst state, and the last push", () => {
    const types = {
      cds: { state: "synced", sentNonce: "1", ackedNonce: "1", sentAtMs: 5 },
      lds: { state: "error", sentNonce: "2", ackedNonce: "1", sentAtMs: 9, error: "no" },
      sds: { state: "not_sent", sentNonce: "", ackedNonce: "" },
    } as const;
    const [row] = rowsOf({ pods: [pod("a")], syncs: [sync("a", { types })] });
    expect(row).toMatchObject({
      connection: "connected",
      state: "error",
      lastSentMs: 9,
      version: "1.29.2",
      skew: 1,
      isSkewUnsupported: false,
    });
  });

  it("names the workload by the ReplicaSet without its hash, and leaves finished pods out", () => {
    const owned = pod("web-6d4f-abcde", { owner: "web-6d4f", labels: { "pod-template-hash": "6d4f" } });
    const rows = rowsOf({ pods: [owned, pod("job-1", { phase: "Succeeded" })] });
    expect(rows.map((row) => row.workload)).toEqual(["web"]);
  });
});

describe("versionSkew", () => {
  it.each([
    ["1.29.3", "1.30.1", 1, false],
    ["1.30.0", "1.30.1", 0, false],
    ["1.28.3", "1.30.1", 2, true],
    ["1.31-dev", "1.30.1-distroless", -1, true],
    ["", "1.30.1", undefined, false],
  ])("of %s against %s is %s", (proxy, controlPlane, skew, isUnsupported) => {
    expect(versionSkew(proxy, controlPlane)).toBe(skew);
    expect(isUnsupportedSkew(skew)).toBe(isUnsupported);
  });
});
