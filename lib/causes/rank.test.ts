import { describe, expect, it } from "vitest";
import type { Evidence, ProxyEvidence, RouteFact, TrafficRow } from "./evidence";
import { responseFlags } from "./flags";
import { originOfSymptom, rankCauses } from "./rank";
import type { Symptom } from "./symptom";

const host = "cart.shop.svc.cluster.local";
const symptom = (flag: string, code = 503): Symptom => ({
  code,
  flags: flag === "-" ? [] : [flag],
  protocol: "http",
  reporter: "source",
});
const nothing: Evidence = {
  nowMs: 1_000_000,
  caller: { namespace: "shop", name: "web", dataplane: "sidecar", pods: ["web-1"] },
  destination: {
    text: host,
    host,
    workloads: [{ namespace: "shop", name: "cart", dataplane: "sidecar", pods: ["cart-1"] }],
  },
};
const route: RouteFact = {
  host,
  port: 80,
  name: "all",
  isCatchAll: true,
  destinations: [
    { cluster: `outbound|80||${host}`, host, port: 80, subset: "", state: "ok", sharePercent: 100 },
  ],
};
const routing = {
  outboundMode: "ALLOW_ANY" as const,
  isVisible: true,
  isGateway: false,
  routes: [route],
  virtualServices: [],
  strayRules: [],
  bindings: [],
};
const proxy = (more: Partial<ProxyEvidence>): ProxyEvidence => ({
  pod: "web-1",
  rejected: [],
  stale: [],
  isConnected: true,
  ...more,
});
const row = (more: Partial<TrafficRow>): TrafficRow => ({
  reporter: "destination",
  code: 503,
  flags: [],
  protocol: "http",
  host,
  destination: "shop/cart",
  source: "shop/web",
  perSecond: 1,
  ...more,
});

describe("ranking of causes", () => {
  it("never takes what is not known for healthy: nothing speaks against a cause without evidence", () => {
    for (const { flag, status } of responseFlags) {
      const facts = rankCauses(symptom(flag, status), nothing).flatMap((cause) => cause.facts);
      expect(facts.filter(({ stance }) => stance === "against")).toEqual([]);
      expect(facts.filter(({ stance, weight }) => stance === "unknown" && weight !== 0)).toEqual([]);
    }
  });

  it("is nearly certain of nothing while nothing is known", () => {
    for (const { flag, status } of responseFlags)
      expect(rankCauses(symptom(flag, status), nothing).map(({ level }) => level)).not.toContain("sure");
  });

  it("names some cause for every flag that is a failure", () => {
    const mute = responseFlags
      .filter(({ isHarmless }) => isHarmless !== true)
      .filter(({ flag, status }) => rankCauses(symptom(flag, status), nothing).length === 0);
    expect(mute).toEqual([]);
  });

  it("adds up: the points are those of the symptom and of each fact", () => {
    for (const { prior, facts, points } of rankCauses(symptom("UF"), { ...nothing, routing, live: [] }))
      expect(points).toBeCloseTo(
        facts.reduce((sum, { weight }) => sum + weight, prior),
        2,
      );
  });

  it("blames a refused configuration when the objects of now would not answer so", () => {
    const rejected = [{ type: "rds", error: "duplicate domain" }];
    const [first] = rankCauses(symptom("NR", 404), {
      ...nothing,
      routing,
      callerProxy: proxy({ rejected }),
    });
    expect(first?.id).toBe("config_rejected");
  });

  it("blames the objects, and not a proxy that is behind, when they explain the answer", () => {
    const closed = { ...routing, routes: [{ ...route, isCatchAll: false }] };
    const [first] = rankCauses(symptom("NR", 404), {
      ...nothing,
      routing: closed,
      callerProxy: proxy({ stale: [{ type: "rds" }] }),
    });
    expect(first?.id).toBe("no_route");
  });

  it("prefers an object that was changed within the hour", () => {
    const ref = {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      namespace: "shop",
      name: "cart",
    };
    const closed = { ...routing, routes: [{ ...route, isCatchAll: false, origin: ref }] };
    const change = { id: "c1", title: "Route cart", atMs: 900_000, actor: "ada", refs: [ref] };
    const [before] = rankCauses(symptom("NR", 404), { ...nothing, routing: closed });
    const [after] = rankCauses(symptom("NR", 404), { ...nothing, routing: closed, changes: [change] });
    expect((after?.points ?? 0) - (before?.points ?? 0)).toBeCloseTo(0.5);
    expect(after?.facts.at(-1)?.params).toMatchObject({ actor: "ada", minutes: 2 });
  });
});

describe("where an answer arose", () => {
  const traffic = (rows: readonly TrafficRow[]): Evidence => ({
    ...nothing,
    traffic: { edge: [], inbound: rows, outbound: [] },
  });

  it("is not told by a destination whose own reports could not be read", () => {
    const unread = { ...nothing, traffic: { edge: [] } };
    const facts = (evidence: Evidence) =>
      rankCauses(symptom("UF"), evidence).flatMap((cause) => cause.facts.map(({ id }) => id));
    const withPods = {
      text: "x",
      workloads: [{ namespace: "shop", name: "cart", dataplane: "sidecar", pods: [] }],
    };
    expect(facts({ ...unread, destination: withPods })).not.toContain("destination_saw_nothing");
    expect(facts({ ...traffic([]), destination: withPods })).toContain("destination_saw_nothing");
  });

  it("is the destination's proxy when that reports the same code with a flag", () => {
    const evidence = traffic([row({ flags: ["UC"], perSecond: 3 }), row({ perSecond: 1 })]);
    expect(originOfSymptom(symptom("-"), evidence)).toMatchObject({ flags: ["UC"], reporter: "destination" });
    expect(originOfSymptom(symptom("URX"), evidence).flags).toEqual(["UC"]);
  });

  it("is the application when its proxy reports the code without a flag: 503 and - is its own answer", () => {
    const evidence = traffic([row({ perSecond: 5 }), row({ flags: ["UC"], perSecond: 1 })]);
    expect(originOfSymptom(symptom("-"), evidence).flags).toEqual([]);
    expect(rankCauses(symptom("-"), evidence)[0]?.id).toBe("application_answer");
  });

  it("may be the application, too, while its proxy has not reported the code yet", () => {
    const evidence = {
      ...traffic([row({ code: 200, perSecond: 5 })]),
      destination: {
        ...nothing.destination,
        workloads: [{ namespace: "orders", name: "checkout-v1", dataplane: "sidecar" as const, pods: [] }],
      },
    };
    expect(rankCauses(symptom("-"), evidence).map(({ id }) => id)).toContain("application_answer");
  });

  it("stays with the caller when its own proxy set a flag, or another caller's requests failed", () => {
    const others = traffic([row({ flags: ["UC"], source: "shop/other" })]);
    expect(originOfSymptom(symptom("UH"), traffic([row({ flags: ["UC"] })])).flags).toEqual(["UH"]);
    expect(originOfSymptom(symptom("-"), others).flags).toEqual([]);
  });
});
