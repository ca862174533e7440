import { describe, expect, it } from "vitest";
import { createFixtureWorld, istioObject } from "./fixture-world";

const bySource = (service: string, window = "5m") =>
  `sum by (response_code, response_flags) (rate(istio_requests_total{reporter="source",destination_service_name="${service}"}[${window}]))`;
const total = (rates: ReadonlyMap<string, number>) =>
  [...rates.values()].reduce((sum, rate) => sum + rate, 0);

describe("the healthy mesh", () => {
  const fixture = createFixtureWorld();

  it("has six hours of history and nothing before", () => {
    const query = `sum(rate(istio_requests_total{reporter="destination"}[5m]))`;
    expect(fixture.ask(query, fixture.originMs + 600_000).get("")).toBeGreaterThan(100);
    expect(fixture.ask(query, fixture.originMs - 60_000).size).toBe(0);
  });

  it("is told alike by both reporters of every edge inside", () => {
    const rates = fixture.ask(
      `sum by (reporter, source_workload, destination_workload) (rate(istio_requests_total{destination_workload!="unknown"}[10m]))`,
    );
    const edges = new Map<string, Map<string, number>>();
    for (const [key, rate] of rates) {
      const reporter = key.includes("destination") ? "destination" : "source";
      const edge = key
        .split(" ")
        .filter((part) => part !== reporter)
        .join(" ");
      edges.set(edge, (edges.get(edge) ?? new Map<string, number>()).set(reporter, rate));
    }
    expect(edges.size).toBeGreaterThan(20);
    const apart = [...edges].filter(
      ([, sides]) => !(Math.abs((sides.get("source") ?? 0) - (sides.get("destination") ?? 0)) < 0.1),
    );
    expect(apart).toEqual([]);
  });

  it("never lets a counter fall, over writes and scenarios", () => {
    const moving = createFixtureWorld();
    moving.world.setScenario("bad-canary");
    moving.clock.nowMs += 120_000;
    moving.world.setScenario("missing-subset");
    moving.clock.nowMs += 120_000;
    const names = [
      "istio_requests_total",
      "istio_request_duration_milliseconds_bucket",
      "istio_request_duration_milliseconds_sum",
      "istio_tcp_sent_bytes_total",
    ];
    const resets = names.map((name) => total(moving.ask(`sum(resets(${name}[30m]))`)));
    expect(resets).toEqual(names.map(() => 0));
  });

  it("has buckets that never exceed the next one, and a count that is the last", () => {
    const buckets = fixture.ask(`sum by (le) (istio_request_duration_milliseconds_bucket)`);
    const sorted = [...buckets]
      .map(([le, count]) => [le === "+Inf" ? Number.POSITIVE_INFINITY : Number(le), count] as const)
      .toSorted(([a], [b]) => a - b);
    for (const [index, [, count]] of sorted.entries())
      expect(count).toBeGreaterThanOrEqual(sorted[index - 1]?.[1] ?? 0);
    expect(sorted.at(-1)?.[1]).toBe(fixture.ask(`sum(istio_request_duration_milliseconds_count)`).get(""));
    expect(sorted.length).toBe(20);
  });

  it("makes a caller slower than what it calls", () => {
    const p50 = fixture.ask(
      `histogram_quantile(0.5, sum by (le, destination_workload) (rate(istio_request_duration_milliseconds_bucket{reporter="destination"}[5m])))`,
    );
    expect(p50.get("orders-v1")).toBeGreaterThan(p50.get("payments-v1") ?? Number.NaN);
    expect(p50.get("checkout-v1")).toBeGreaterThan(p50.get("orders-v1") ?? Number.NaN);
  });

  it("counts TCP to the ambient namespace at the sidecar and at ztunnel, which knows of mutual TLS", () => {
    const rates = fixture.ask(
      `sum by (app, connection_security_policy) (rate(istio_tcp_sent_bytes_total{destination_workload="postgres",source_workload="accounts-v1"}[5m]))`,
    );
    expect([...rates.keys()].toSorted()).toEqual(["accounts unknown", "ztunnel mutual_tls"]);
  });

  it("knows how saturated each container is", () => {
    const used = fixture.ask(
      `max(sum by (pod) (rate(container_cpu_usage_seconds_total[5m])) / on (pod) kube_pod_container_resource_limits{resource="cpu"})`,
    );
    expect(used.get("")).toBeGreaterThan(0.2);
    expect(used.get("")).toBeLessThan(0.9);
  });
});

describe("a scenario", () => {
  it("bad-canary: version 2 of checkout fails in 4 % of its answers, version 1 hardly ever", () => {
    const { ask } = createFixtureWorld("bad-canary");
    const ratio = (version: string) => {
      const selector = `reporter="destination",destination_service_name="checkout",destination_version="${version}"`;
      return ask(
        `sum(rate(istio_requests_total{${selector},response_code=~"5.."}[1h])) / sum(rate(istio_requests_total{${selector}}[1h]))`,
      ).get("");
    };
    expect(ratio("v2")).toBeGreaterThan(0.035);
    expect(ratio("v2")).toBeLessThan(0.06);
    expect(ratio("v1")).toBeLessThan(0.01);
  });

  it("retry-storm: payments gets more than twice the requests that were meant for it", () => {
    const { ask } = createFixtureWorld("retry-storm");
    const served = total(
      ask(`sum(rate(istio_requests_total{reporter="destination",destination_service_name="payments"}[5m]))`),
    );
    expect(served / total(ask(bySource("payments")))).toBeGreaterThan(2);
  });

  it("timeout-inversion: orders is given up on while it still waits for payments", () => {
    const { ask } = createFixtureWorld("timeout-inversion");
    const rates = ask(bySource("orders"));
    expect((rates.get("504 UT") ?? 0) / total(rates)).toBeGreaterThan(0.2);
  });

  it("missing-subset: recommendations answers 503 NC to everybody", () => {
    const { ask } = createFixtureWorld("missing-subset");
    const rates = ask(bySource("recommendations"));
    expect((rates.get("503 NC") ?? 0) / total(rates)).toBeGreaterThan(0.99);
  });

  it("mtls-mismatch: plaintext to a strict shipping ends as 503 UC", () => {
    const strict = istioObject("PeerAuthentication", "istio-system/default", { mtls: { mode: "STRICT" } });
    const { ask } = createFixtureWorld("mtls-mismatch", [strict]);
    const rates = ask(bySource("shipping"));
    expect((rates.get("503 UC") ?? 0) / total(rates)).toBeGreaterThan(0.99);
  });

  it("istiod-replica-down: its target is down, its series are stale, the other has all proxies", () => {
    const fixture = createFixtureWorld();
    expect(fixture.ask("pilot_xds").size).toBe(2);
    const all = total(fixture.ask("sum(pilot_xds)"));
    fixture.world.setScenario("istiod-replica-down");
    fixture.clock.nowMs += 60_000;
    expect(total(fixture.ask(`count(up{job="istiod"} == 0)`))).toBe(1);
    expect(fixture.ask("pilot_xds").size).toBe(1);
    expect(total(fixture.ask("sum(pilot_xds)"))).toBe(all);
  });

  it("ends when another begins, and the past stays as it was", () => {
    const fixture = createFixtureWorld();
    fixture.world.setScenario("missing-subset");
    fixture.clock.nowMs += 600_000;
    fixture.world.setScenario("healthy");
    fixture.clock.nowMs += 600_000;
    expect(total(fixture.ask(`sum(rate(istio_requests_total{response_flags="NC"}[5m]))`))).toBe(0);
    const then = fixture.clock.nowMs - 660_000;
    expect(
      total(fixture.ask(`sum(rate(istio_requests_total{response_flags="NC"}[5m]))`, then)),
    ).toBeGreaterThan(10);
  });
});
