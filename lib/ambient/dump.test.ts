import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { damaged, numbersFrom } from "@/lib/proxies/damage-fixture";
import { parseZtunnelDump, type AmbientDump } from "./dump";
import { ztunnelEntries } from "./dump-entries";

const acceptance = "../shared/acceptance/envoy/ztunnel.json";

function parse(bytes: Uint8Array): AmbientDump {
  const steps = parseZtunnelDump(bytes, () => undefined);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

const parseValue = (value: unknown) => parse(new TextEncoder().encode(JSON.stringify(value)));

const pod = {
  uid: "c1//Pod/shop/cart-1",
  workloadIps: ["10.0.0.1", "fd00::1"],
  name: "cart-1",
  namespace: "shop",
  protocol: "HBONE",
  status: "Healthy",
  trustDomain: "mesh.example",
  serviceAccount: "cart",
  waypoint: { destination: "shop/waypoint.shop.svc.cluster.local" },
  authorizationPolicies: ["shop/cart-callers"],
  fromTheFuture: { kept: true },
};
const service = {
  name: "cart",
  namespace: "shop",
  hostname: "cart.shop.svc.cluster.local",
  vips: ["net1/10.96.0.1", "/10.96.0.2"],
  ports: { "80": 8080, "9000": 0 },
  endpoints: { a: { workloadUid: pod.uid, port: { "80": 8080 } }, b: { workloadUid: "gone", port: {} } },
  loadBalancer: { mode: "Failover", routingPreferences: ["Region"], healthPolicy: "AllowAll" },
};

describe("parseZtunnelDump", () => {
  it("reads lists and maps alike", () => {
    const lists = parseValue({ workloads: [pod], services: [service] });
    const maps = parseValue({ workloads: { "net1/10.0.0.1": pod }, services: { "/10.96.0.1": service } });
    const withoutIds = ({ workloads, services }: AmbientDump) => [
      workloads.map(({ id: _id, ...rest }) => rest),
      services.map(({ id: _id, ...rest }) => rest),
    ];
    expect(withoutIds(maps)).toEqual(withoutIds(lists));
    expect(lists.workloads[0]).toMatchObject({
      addresses: ["10.0.0.1", "fd00::1"],
      identity: "spiffe://mesh.example/ns/shop/sa/cart",
      waypoint: "shop/waypoint.shop.svc.cluster.local",
    });
    expect(lists.services[0]).toMatchObject({
      vips: ["10.96.0.1", "10.96.0.2"],
      ports: [{ port: 80, targetPort: 8080 }, { port: 9000 }],
      loadBalancerMode: "Failover",
      endpointCount: 2,
    });
  });

  it("does not call a service's endpoints healthy when a workload of it is not in the dump", () => {
    expect(parseValue({ workloads: [pod], services: [service] }).services[0]).not.toHaveProperty(
      "healthyCount",
    );
    const whole = { ...service, endpoints: { a: { workloadUid: pod.uid, port: {} } } };
    expect(parseValue({ workloads: [pod], services: [whole] }).services[0]?.healthyCount).toBe(1);
  });

  it("says a policy in conditions, negated ones and unknown ones too, and whom it holds for", () => {
    const rules = [
      [
        [
          {
            principals: [{ Exact: "mesh.example/ns/shop/sa/web" }, { prefix: "other" }],
            notNamespaces: [{ suffix: "-test" }],
            namespaces: [],
          },
        ],
        [{ destinationPorts: [8080], madeUpLater: [{ presence: {} }] }],
      ],
    ];
    const policies = [
      { name: "cart-callers", namespace: "shop", scope: "WorkloadSelector", action: "Allow", rules },
    ];
    const [policy] = parseValue({
      workloads: [pod, { ...pod, authorizationPolicies: [] }],
      policies,
    }).policies;
    expect(policy?.workloadCount).toBe(1);
    expect(policy?.rules).toEqual([
      [
        [
          [
            { field: "principals", isNegated: false, values: ["mesh.example/ns/shop/sa/web", "other*"] },
            { field: "namespaces", isNegated: true, values: ["*-test"] },
          ],
        ],
        [
          [
            { field: "destinationPorts", isNegated: false, values: ["8080"] },
            { field: "madeUpLater", isNegated: false, values: ["*"] },
          ],
        ],
      ],
    ]);
  });

  it("names both ends of a connection, whichever side it is seen from", () => {
    const client = { ...pod, uid: "c1//Pod/shop/web-1", name: "web-1", workloadIps: ["10.0.0.2"] };
    const { connections } = parseValue({
      workloads: [pod, client],
      services: [service],
      workloadState: {
        "uid-1": {
          state: "Up",
          info: { name: "cart-1", namespace: "shop" },
          connections: {
            inbound: [
              {
                src: "10.0.0.2:4000",
                originalDst: "10.96.0.1:80",
                actualDst: "10.0.0.1:8080",
                protocol: "HBONE",
              },
            ],
            outbound: [
              { src: "[fd00::1]:5000", originalDst: null, actualDst: "1.1.1.1:53", protocol: "TCP" },
            ],
          },
        },
      },
    });
    expect(connections).toMatchObject([
      {
        direction: "inbound",
        remote: { host: "10.0.0.2", port: 4000, workload: { name: "web-1" } },
        local: { workload: { name: "cart-1" } },
        target: { service: { name: "cart" } },
      },
      {
        direction: "outbound",
        local: { host: "fd00::1", workload: { name: "cart-1" } },
        remote: { text: "1.1.1.1:53" },
      },
    ]);
    expect(connections[1]?.remote).not.toHaveProperty("workload");
  });

  it("gives the whole objects of a dump that breaks off", () => {
    const text = JSON.stringify({ workloads: [pod, { ...pod, name: "later" }], services: [service] });
    for (let length = 0; length <= text.length; length += 1) {
      const dump = parse(new TextEncoder().encode(text.slice(0, length)));
      expect(dump.workloads.length).toBeLessThanOrEqual(2);
      expect(dump.workloads.every(({ namespace }) => namespace === "shop")).toBe(true);
    }
    expect(parse(new TextEncoder().encode(text)).services).toHaveLength(1);
  });
});

const mapped = z.record(z.string(), z.looseObject({ name: z.string(), namespace: z.string() }));
const acceptedSchema = z.looseObject({
  workloads: mapped,
  services: mapped,
  policies: z.array(z.looseObject({ name: z.string(), namespace: z.string() })),
  certificates: z.array(z.looseObject({ identity: z.string(), certChain: z.array(z.unknown()) })),
  workloadState: z.record(
    z.string(),
    z.looseObject({
      connections: z.looseObject({ inbound: z.array(z.unknown()), outbound: z.array(z.unknown()) }),
    }),
  ),
});

describe.skipIf(!existsSync(acceptance))("a ztunnel's own dump", () => {
  const bytes = existsSync(acceptance) ? readFileSync(acceptance) : new Uint8Array(0);

  it("has all of its objects in rows, and each of them opens as it was printed", () => {
    const dump = parse(bytes);
    const expected = acceptedSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    const names = (rows: readonly { namespace: string; name: string }[]) =>
      rows.map(({ namespace, name }) => `${namespace}/${name}`).toSorted();
    expect(names(dump.workloads)).toEqual(names(Object.values(expected.workloads)));
    expect(names(dump.services)).toEqual(names(Object.values(expected.services)));
    expect(names(dump.policies)).toEqual(names(expected.policies));
    expect(dump.certificates.map(({ identity, chain }) => [identity, chain.length])).toEqual(
      expected.certificates.map(({ identity, certChain }) => [identity, certChain.length]),
    );
    expect(dump.certificates.map(({ state }) => state)).toEqual([
      "available",
      "initializing",
      "unavailable",
      "unavailable",
    ]);
    expect(dump.certificates[3]?.reason).toMatch(/^signing gRPC error .*CERTIFICATE_VERIFY_FAILED\]$/);
    expect(dump.pods.map(({ podUid }) => podUid)).toEqual(Object.keys(expected.workloadState));
    expect(dump.connections).toHaveLength(
      Object.values(expected.workloadState).reduce(
        (sum, { connections }) => sum + connections.inbound.length + connections.outbound.length,
        0,
      ),
    );
    for (const { start, end } of ztunnelEntries(bytes))
      expect(() => JSON.parse(new TextDecoder().decode(bytes.subarray(start, end))) as unknown).not.toThrow();
  });
});

describe.skipIf(!existsSync(acceptance))("a ztunnel's dump whose values are not what they should be", () => {
  it("is read without a fault, and every object of it is there", () => {
    const source = JSON.parse(readFileSync(acceptance, "utf8")) as Record<string, unknown>;
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(0.002, 0.02, 0.15), (seed, rate) => {
        const next = numbersFrom(seed);
        const dump = Object.fromEntries(
          Object.entries(source).map(([group, members]) => [
            group,
            typeof members === "object" && members !== null
              ? Object.values(members).map((member: unknown) => damaged(member, next, rate))
              : members,
          ]),
        );
        const read = parseValue(dump);
        const counts = (group: string) => read.entries.filter((entry) => entry.group === group).length;
        for (const group of ["workloads", "services", "policies"] as const)
          expect([group, read[group].length]).toEqual([group, counts(group)]);
        expect(() => JSON.stringify(read)).not.toThrow();
      }),
      { seed: 64, numRuns: 80 },
    );
  });
});
