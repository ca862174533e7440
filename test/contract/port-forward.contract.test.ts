import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRequester } from "@/server/sources/request";
import { startTarget, targetKind, type ContractTarget } from "@/test/contract/target";
import { faultOf } from "@/test/local-server";

const call = { purpose: "contract" };
let target: ContractTarget;

/** The demo mesh is reached without port-forwards: its API server does not serve them. */
describe.skipIf(targetKind === "demo")(`Kubernetes port-forward (${targetKind})`, () => {
  beforeAll(async () => {
    target = await startTarget();
  });
  afterAll(() => target.close());

  async function proxyPod() {
    const { data } = await target.sources.kubernetes.list("", "Pod", call, [target.namespace]);
    return { namespace: target.namespace, name: data[0]?.metadata.name ?? "" };
  }
  const adminOf = (pod: { namespace: string; name: string }, kubernetes = target.sources.kubernetes) =>
    createRequester({
      source: "envoy",
      cluster: "bed",
      baseUrl: "http://127.0.0.1:15000",
      dial: () => kubernetes.dial(pod, 15_000, call),
    });

  it("WebSocket portforward: carries Envoy's admin pages, also large ones, and ends by itself", async () => {
    const admin = adminOf(await proxyPod());
    expect((await admin.text("/ready")).data.trim()).toBe("LIVE");
    const dump = await admin.bytes("/config_dump?include_eds", { timeoutMs: 8000 });
    expect(dump.data.length).toBeGreaterThan(100_000);
    expect(JSON.parse(dump.data.toString("utf8"))).toHaveProperty("configs");
  });

  it("WebSocket portforward: twenty at once", async () => {
    const pod = await proxyPod();
    const admin = adminOf(pod);
    const pages = Array.from({ length: 20 }, (_, index) => admin.text("/ready", { query: { index } }));
    expect((await Promise.all(pages)).every(({ data }) => data.trim() === "LIVE")).toBe(true);
  });

  it("WebSocket portforward: without the verb create it is forbidden, and says which verb", async () => {
    const viewer = target.composed.kubernetes.as({ bearerToken: target.viewerToken });
    const error = await faultOf(viewer.dial(await proxyPod(), 15_000, call));
    expect([error.reason, error.status]).toEqual(["forbidden", 403]);
    expect(error.hint).toContain("create on pods/portforward");
  });

  it("WebSocket portforward: a pod that is not there is not found", async () => {
    const gone = { namespace: target.namespace, name: "no-such-pod" };
    expect((await faultOf(target.sources.kubernetes.dial(gone, 15_000, call))).reason).toBe("not_found");
  });

  it("WebSocket portforward: a port where nobody listens is an error in time", async () => {
    const pod = await proxyPod();
    const admin = createRequester({
      source: "envoy",
      cluster: "bed",
      baseUrl: "http://127.0.0.1:15999",
      timeoutMs: 4000,
      dial: () => target.sources.kubernetes.dial(pod, 15_999, call),
    });
    const error = await faultOf(admin.text("/ready"));
    expect(["refused", "reset", "truncated"]).toContain(error.reason);
  });
});
