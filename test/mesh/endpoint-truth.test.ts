import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callerOn } from "@/test/operations/demo-caller";
import { startTarget, targetKind, type ContractTarget } from "@/test/contract/target";

const namespaces = ["bookinfo", "istio-system"];

/** Reads only: the real API server, istiod and Envoys say the same of every address while nobody changes anything. */
describe.skipIf(targetKind === "demo")("endpoints of the real mesh", () => {
  let mesh: ContractTarget;
  beforeAll(async () => {
    mesh = await startTarget();
  });
  afterAll(() => mesh.close());

  it("are the same in Kubernetes, at istiod and at each proxy", async () => {
    const caller = callerOn(mesh.sources);
    const services = await mesh.sources.kubernetes.list("", "Service", { purpose: "services" }, namespaces);
    const { data: choices } = await caller.endpoints.clients({ namespace: "bookinfo", name: "reviews" });
    const clients = choices
      .filter(({ namespace }) => namespaces.includes(namespace))
      .map(({ namespace, pod }) => ({ namespace, pod }));
    expect(clients.length).toBeGreaterThan(4);
    let compared = 0;
    for (const { metadata } of services.data)
      for (let at = 0; at < clients.length; at += 4) {
        const { data, warnings } = await caller.endpoints.read({
          namespace: metadata.namespace ?? "",
          name: metadata.name,
          clients: clients.slice(at, at + 4),
        });
        const differing = data.rows.flatMap(({ address, differences }) =>
          differences.map(({ code, client, values }) => ({ address, code, client, values })),
        );
        expect([metadata.name, differing, warnings]).toEqual([metadata.name, [], []]);
        for (const { envoys } of data.rows)
          compared += envoys.filter(({ state }) => state === "healthy").length;
      }
    expect(compared).toBeGreaterThan(20);
  });
});
