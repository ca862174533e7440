import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DumpTarget } from "@/lib/proxies/dump-target";
import type { RunningDemo } from "@/server/demo/start";
import { startTarget, targetKind, type ContractTarget } from "@/test/contract/target";
import { callerOn } from "./demo-caller";

let mesh: ContractTarget;
let demo: RunningDemo;
const ztunnels: { node: string; target: DumpTarget & { pod: string } }[] = [];

beforeAll(async () => {
  if (targetKind === "bed") return;
  mesh = await startTarget({ seed: 3 });
  if (mesh.demo === undefined) throw new Error("needs the demo mesh");
  demo = mesh.demo;
  for (const pod of demo.world.spec.ztunnelPods ?? [])
    ztunnels.push({
      node: pod.node,
      target: { cluster: "", namespace: "istio-system", pod: pod.name, view: "envoy" },
    });
});
afterAll(() => mesh?.close());

const caller = () => callerOn(mesh.sources);
/** Remembers nothing of what was read before. */
const freshCaller = () => callerOn(mesh.withConfig((config) => config).own);
type Section = Parameters<ReturnType<typeof caller>["ambient"]["section"]>[0]["section"];

async function rows(target: DumpTarget, section: Section) {
  const { data } = await caller().ambient.section({ ...target, section });
  return data.content;
}

describe.skipIf(targetKind === "bed")("ambient", () => {
  it("knows every pod of the mesh on each node, and serves the pods of its own", async () => {
    for (const { node, target } of ztunnels) {
      const workloads = await rows(target, "workloads");
      const pods = await rows(target, "pods");
      if (workloads.section !== "workloads" || pods.section !== "pods") throw new Error("wrong section");
      const captured = workloads.rows.filter((row) => row.protocol === "HBONE");
      expect(captured.every((row) => row.namespace === "data")).toBe(true);
      expect(pods.rows.map((row) => row.pod).toSorted()).toEqual(
        captured
          .filter((row) => row.node === node)
          .map((row) => row.name)
          .toSorted(),
      );
    }
  });

  it("reads services with healthy endpoints, policies with whom they hold for, and certificates of the node's accounts", async () => {
    const target = ztunnels[0]?.target;
    if (target === undefined) throw new Error("no ztunnel");
    const services = await rows(target, "services");
    const policies = await rows(target, "policies");
    if (services.section !== "services" || policies.section !== "policies") throw new Error("wrong section");
    expect(services.rows.find(({ name }) => name === "postgres")).toMatchObject({
      endpointCount: 2,
      healthyCount: 2,
      ports: [{ port: 5432, targetPort: 5432 }],
    });
    expect(policies.rows.find(({ name }) => name === "postgres-clients")).toMatchObject({
      scope: "WorkloadSelector",
      action: "Allow",
      workloadCount: 2,
    });
    const all = await Promise.all(ztunnels.map((each) => rows(each.target, "certificates")));
    const identities = all.flatMap((each) => (each.section === "certificates" ? each.rows : []));
    expect(identities.map(({ identity }) => identity)).toContain(
      "spiffe://cluster.local/ns/data/sa/postgres",
    );
    for (const { chain } of identities) expect(chain[0]?.expiresMs).toBeGreaterThan(Date.now());
    expect(JSON.stringify(all)).not.toContain("PRIVATE");
  });

  it("shows connections with the names of both ends, and each object as it was printed", async () => {
    const all = await Promise.all(
      ztunnels.map(async ({ target }) => ({ target, content: await rows(target, "connections") })),
    );
    const found = all.flatMap(({ target, content }) =>
      content.section === "connections" ? content.rows.map((row) => ({ target, row })) : [],
    );
    const one = found.find(({ row }) => row.target?.service?.name === "postgres");
    expect(one?.row.remote.workload?.workload).toMatch(/accounts|inventory|orders/);
    if (one === undefined) throw new Error("no connection");
    const object = await caller().ambient.object({ ...one.target, id: `workloadState/${one.row.podUid}` });
    expect(JSON.parse(object.data.text)).toMatchObject({ info: { namespace: "data" } });
  });

  it("compares with istiod: nothing differs while ztunnel is in step", async () => {
    const target = ztunnels[0]?.target;
    if (target === undefined) throw new Error("no ztunnel");
    const { data, warnings } = await caller().ambient.summary(target);
    expect(data.differences).toEqual([]);
    expect(data.counts.workloads).toBeGreaterThan(30);
    expect(data.node).toBe(ztunnels[0]?.node);
    expect(warnings).toEqual([]);
  });

  it("keeps what ztunnel says when istiod refuses, with the setting that opens it", async () => {
    const target = ztunnels[0]?.target;
    if (target === undefined) throw new Error("no ztunnel");
    demo.istiods.setDebugAccess({ namespace: "elsewhere" });
    try {
      const { data, warnings } = await freshCaller().ambient.summary(target);
      expect(data.differences).toBeUndefined();
      expect(data.counts.workloads).toBeGreaterThan(30);
      expect(warnings.find(({ source }) => source === "istiod")).toMatchObject({
        reason: "forbidden",
        hint: expect.stringMatching(/DEBUG_ENDPOINT_AUTH_ALLOWED_NAMESPACES|istio-system/),
      });
    } finally {
      demo.istiods.setDebugAccess("open");
    }
  });

  it("says why when the ztunnel cannot be reached", async () => {
    const target = ztunnels[1]?.target;
    if (target === undefined) throw new Error("no ztunnel");
    demo.envoys.setFault({ namespace: "istio-system", name: target.pod }, "unreachable");
    await expect(freshCaller().ambient.section({ ...target, section: "workloads" })).rejects.toMatchObject({
      cause: { source: "envoy" },
    });
    demo.envoys.setFault({ namespace: "istio-system", name: target.pod }, "truncated");
    const { data, warnings } = await freshCaller().ambient.section({ ...target, section: "workloads" });
    expect(warnings).toMatchObject([{ reason: "truncated" }]);
    expect(data.content.section === "workloads" && data.content.rows.length).toBeGreaterThan(0);
    demo.envoys.setFault({ namespace: "istio-system", name: target.pod }, undefined);
  });

  it("names the pod that does not exist", async () => {
    await expect(
      caller().ambient.summary({
        cluster: "",
        namespace: "istio-system",
        pod: "ztunnel-gone",
        view: "envoy",
      }),
    ).rejects.toThrow("There is no pod istio-system/ztunnel-gone.");
  });
});
