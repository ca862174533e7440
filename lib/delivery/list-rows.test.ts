import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import type { DeliveryRow } from "@/lib/delivery/list-row";
import { deliveryRows } from "@/lib/delivery/list-rows";
import { runAnnotations } from "@/lib/delivery/run-annotations";
import { rulesOf } from "@/lib/delivery/standing";

function virtualService(http: readonly object[], annotations: Record<string, string> = {}): Manifest {
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name: "cart", namespace: "shop", annotations },
    spec: { hosts: ["cart"], http },
  };
}

const toSubset = (subset: string, weight?: number) => ({
  destination: { host: "cart", subset },
  ...(weight === undefined ? {} : { weight }),
});
const abort = { abort: { percentage: { value: 10 }, httpStatus: 503 } };
const marks = (runId: string, kind: string) => ({
  [runAnnotations.id]: runId,
  [runAnnotations.kind]: kind,
});

const canary: DeliveryRow = {
  key: "r1",
  runId: "r1",
  kind: "canary",
  owner: "heddle",
  service: { namespace: "shop", name: "cart" },
  isActive: true,
  state: "running",
  canaryName: "v2",
};

describe("what stands in the routes", () => {
  it("tells a split by its subsets, in shares of their sum", () => {
    const [rule] = rulesOf(virtualService([{ route: [toSubset("v1", 30), toSubset("v2", 10)] }]));
    expect(rule?.weights).toEqual([
      { name: "v1", weightPercent: 75 },
      { name: "v2", weightPercent: 25 },
    ]);
    expect(rule?.service).toEqual({ namespace: "shop", name: "cart" });
  });

  it("takes an absent weight for 0 in a VirtualService and for 1 in an HTTPRoute", () => {
    const [istio] = rulesOf(virtualService([{ route: [toSubset("v1", 10), toSubset("v2")] }]));
    expect(istio?.weights.map(({ weightPercent }) => weightPercent)).toEqual([100, 0]);
    const [gateway] = rulesOf({
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "HTTPRoute",
      metadata: { name: "cart", namespace: "shop" },
      spec: {
        parentRefs: [{ kind: "Service", group: "", name: "cart" }],
        rules: [{ backendRefs: [{ name: "cart-v1", weight: 3 }, { name: "cart-v2" }] }],
      },
    });
    expect(gateway?.weights.map(({ weightPercent }) => weightPercent)).toEqual([75, 25]);
  });

  it("says that a fault is there when it cannot be read", () => {
    const [rule] = rulesOf(
      virtualService([{ route: [toSubset("v1")], fault: { abort: { httpStatus: 42 } } }]),
    );
    expect(rule?.fault).toBe("unreadable");
  });
});

describe("deliveryRows", () => {
  it("leaves a route that sends everything to one place out", () => {
    expect(deliveryRows([], [], rulesOf(virtualService([{ route: [toSubset("v1")] }])))).toEqual([]);
  });

  it("gives a canary the weights of its own rule and does not list its split a second time", () => {
    const rules = rulesOf(
      virtualService([{ route: [toSubset("v1", 90), toSubset("v2", 10)] }], marks("r1", "canary")),
    );
    const rows = deliveryRows([canary], [], rules);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.weights).toEqual([
      { name: "v1", weightPercent: 90 },
      { name: "v2", weightPercent: 10 },
    ]);
  });

  it("still lists a fault that stands in an object which a canary holds", () => {
    const rules = rulesOf(
      virtualService(
        [{ route: [toSubset("v1", 90), toSubset("v2", 10)], fault: abort }],
        marks("r1", "canary"),
      ),
    );
    expect(deliveryRows([canary], [], rules).map(({ kind }) => kind)).toEqual(["canary", "fault"]);
  });

  it("lists the split of a run that is over, because nobody moves it any more", () => {
    const rules = rulesOf(
      virtualService([{ route: [toSubset("v1", 90), toSubset("v2", 10)] }], marks("r1", "canary")),
    );
    const rows = deliveryRows([{ ...canary, isActive: false, state: "ended" }], [], rules);
    expect(rows.map(({ kind, runId }) => [kind, runId])).toEqual([
      ["canary", "r1"],
      ["split", "r1"],
    ]);
  });

  it("knows no weights of a canary while routes cannot be read", () => {
    expect(deliveryRows([canary], [], undefined)[0]?.weights).toBeUndefined();
  });
});
