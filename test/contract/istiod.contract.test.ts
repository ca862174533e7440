import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseExposition } from "@/lib/controlplane/exposition";
import { istiodPods } from "@/lib/controlplane/istiod-pods";
import { summarizeMetrics } from "@/lib/controlplane/metrics-summary";
import type { ControlPlaneSource } from "@/server/ports";
import { createIstiodSource } from "@/server/sources/istiod/index";
import { startTarget, targetKind, type ContractTarget } from "@/test/contract/target";
import { faultOf } from "@/test/local-server";

const call = { purpose: "contract" };
let target: ContractTarget;
let istiod: ControlPlaneSource;

beforeAll(async () => {
  target = await startTarget();
  istiod = target.sources.controlPlane;
});
afterAll(() => target.close());

describe(`istiod contract (${targetKind})`, () => {
  it("GET /debug/syncz: every proxy has pod, namespace, type, version, and states with times", async () => {
    const { data, warnings, evidence } = await istiod.sync(call);
    expect(warnings).toEqual([]);
    expect(data.length).toBeGreaterThan(3);
    for (const proxy of data) {
      expect(proxy).toMatchObject({
        pod: expect.stringMatching(/./),
        namespace: expect.stringMatching(/./),
        istioVersion: expect.stringMatching(/^\d+\.\d+/),
      });
      expect(Object.keys(proxy.types).length).toBeGreaterThan(0);
    }
    const sidecar = data.find((proxy) => proxy.proxyType === "sidecar");
    expect(Object.keys(sidecar?.types ?? {})).toEqual(expect.arrayContaining(["cds", "lds", "eds", "rds"]));
    expect(sidecar?.types.cds?.sentAtMs).toBeGreaterThan(Date.UTC(2020, 0, 1));
    expect(evidence[0]?.request).toBe("GET /debug/syncz");
  });

  it("lists as proxies pods that exist, and names istiod replicas", async () => {
    const [{ data: syncs }, { data: replicas }, { data: pods }] = await Promise.all([
      istiod.sync(call),
      istiod.replicas(call),
      target.sources.kubernetes.list("", "Pod", call),
    ]);
    const names = new Set(pods.map((pod) => `${pod.metadata.namespace}/${pod.metadata.name}`));
    expect(syncs.filter((proxy) => !names.has(`${proxy.namespace}/${proxy.pod}`))).toEqual([]);
    expect(replicas.every((replica) => replica.reachable && /^\d+\.\d+/.test(replica.version ?? ""))).toBe(
      true,
    );
    expect(
      replicas.reduce((sum, replica) => sum + (replica.connectedProxies ?? 0), 0),
    ).toBeGreaterThanOrEqual(syncs.length);
  });

  it("GET /debug/config_dump: what istiod would send, from the replica that holds the proxy", async () => {
    const proxy = (await istiod.sync(call)).data.find(
      (candidate) => candidate.namespace === target.namespace && candidate.proxyType === "sidecar",
    );
    const { data, evidence } = await istiod.configDump(
      { pod: proxy?.pod ?? "", namespace: target.namespace },
      call,
    );
    const sections = new Set(data.entries.map((entry) => entry.section));
    expect([...sections]).toEqual(expect.arrayContaining(["clusters", "listeners", "routes", "endpoints"]));
    expect(
      data.entries.some(
        (entry) =>
          entry.group === "dynamic_active_clusters" &&
          entry.name.includes(`${target.service}.${target.namespace}`),
      ),
    ).toBe(true);
    expect(evidence[0]?.request).toContain("proxyID=");
  });

  it("GET /debug/config_dump: 404 at every replica is not found", async () => {
    expect(
      (await faultOf(istiod.configDump({ pod: "no-such-pod", namespace: target.namespace }, call))).reason,
    ).toBe("not_found");
  });

  it("GET /metrics: connected proxies, pushes and convergence can be read", async () => {
    const { data } = await istiod.metrics(call);
    const summaries = data.map(({ text }) => summarizeMetrics(parseExposition(text)));
    const { data: syncs } = await istiod.sync(call);
    expect(summaries.reduce((sum, summary) => sum + (summary.connectedProxies ?? 0), 0)).toBe(syncs.length);
    expect(summaries[0]?.convergenceSeconds?.count).toBeGreaterThan(0);
    expect(summaries[0]?.pushes.map((push) => push.name)).toEqual(
      expect.arrayContaining(["cds", "lds", "rds"]),
    );
  });

  it.each(["registryz", "mesh", "endpointShardz", "configz"])(
    "GET /debug/%s: is JSON at every replica",
    async (page) => {
      const { data } = await istiod.debug(page, call);
      expect(data.length).toBeGreaterThan(0);
      for (const { body } of data) expect(typeof body).toBe("object");
    },
  );

  it("a replica that is down is named, and what the others know is kept", async () => {
    const { url: configured = [] } = target.config.istiod;
    const alive = [configured].flat();
    const partial = createIstiodSource({
      cluster: "c",
      access: { kind: "direct", urls: [...alive, { name: "istiod-down", url: "http://127.0.0.1:9" }] },
    });
    if (alive.length === 0) return;
    const { data, warnings } = await partial.sync(call);
    expect(data.length).toBeGreaterThan(0);
    expect(warnings).toMatchObject([{ reason: "refused", part: "istiod-down" }]);
    const { data: replicas } = await partial.replicas(call);
    expect(replicas.find((replica) => replica.name === "istiod-down")?.reachable).toBe(false);
  });

  it.skipIf(targetKind === "bed")("finds its pods by label and phase", async () => {
    const { data: pods } = await target.sources.kubernetes.list("", "Pod", call);
    const { data: replicas } = await istiod.replicas(call);
    expect(
      istiodPods(pods)
        .map((pod) => pod.name)
        .toSorted(),
    ).toEqual(replicas.map((replica) => replica.name).toSorted());
  });
});
