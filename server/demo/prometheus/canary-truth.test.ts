import { describe, expect, it } from "vitest";
import { createFixtureWorld, istioObject } from "./fixture-world";

const host = "checkout.orders.svc.cluster.local";
const subsets = istioObject("DestinationRule", "orders/checkout", {
  host,
  subsets: [
    { name: "v1", labels: { version: "v1" } },
    { name: "v2", labels: { version: "v2" } },
  ],
});
const to = (subset: string, weight = 100) => ({ destination: { host, subset }, weight });
const routes = (...http: readonly Record<string, unknown>[]) =>
  istioObject("VirtualService", "orders/checkout", { hosts: [host], http });
const splitRoute = (canaryPercent: number) => ({
  route: [to("v1", 100 - canaryPercent), to("v2", canaryPercent)],
});

type Fixture = ReturnType<typeof createFixtureWorld>;

/** Requests of checkout that a reporter counted, by the labels. */
const counted = ({ ask }: Fixture, reporter: "source" | "destination", by: string) =>
  ask(`sum by (${by}) (istio_requests_total{reporter="${reporter}",destination_service_name="checkout"})`);
/** What came of `seconds`: growth of the same counters. */
function grown(fixture: Fixture, seconds: number, reporter: "source" | "destination", by: string) {
  const before = counted(fixture, reporter, by);
  fixture.clock.nowMs += seconds * 1000;
  const growth = [...counted(fixture, reporter, by)].map(
    ([key, value]) => [key, value - (before.get(key) ?? 0)] as const,
  );
  return new Map(growth.filter(([, value]) => value > 0));
}

describe("a canary's weights", () => {
  it("move requests and failures by version with the very next scrape", () => {
    const fixture = createFixtureWorld("bad-canary", [subsets, routes(splitRoute(0))], 1000);
    expect([...grown(fixture, 10, "source", "destination_workload").keys()]).toEqual(["checkout-v1"]);
    fixture.store.put(routes(splitRoute(50)));
    const next = grown(fixture, 1, "source", "destination_workload");
    expect(next.get("checkout-v2")).toBeGreaterThan(0);
    const codes = grown(fixture, 120, "source", "destination_version, response_code");
    const failures = codes.get("v2 500") ?? 0;
    expect(failures / (failures + (codes.get("v2 200") ?? 0))).toBeCloseTo(0.04, 1);
    expect(failures).toBeGreaterThan(10 * (codes.get("v1 500") ?? 0));
  });

  it("of a slow version show in its buckets, and no answer fails for it", () => {
    const fixture = createFixtureWorld("slow-canary", [subsets, routes(splitRoute(25))], 1000);
    const slow = (version: string) => {
      const series = (le: string) =>
        `sum(increase(istio_request_duration_milliseconds_bucket{reporter="source",destination_service_name="checkout",destination_version="${version}",le="${le}"}[10m]))`;
      return 1 - (fixture.ask(series("500")).get("") ?? 0) / (fixture.ask(series("+Inf")).get("") ?? 0);
    };
    expect(slow("v1")).toBeLessThan(0.05);
    expect(slow("v2")).toBeGreaterThan(0.5);
    const codes = grown(fixture, 300, "source", "destination_version, response_code");
    expect((codes.get("v2 500") ?? 0) / (codes.get("v2 200") ?? 1)).toBeLessThan(0.01);
  });

  it("of a match on a header move the requests that carry it and no other", () => {
    const beta = { match: [{ headers: { "x-user-group": { exact: "beta" } } }], ...splitRoute(100) };
    const fixture = createFixtureWorld("healthy", [subsets, routes(beta, splitRoute(0))]);
    const versions = grown(fixture, 600, "source", "destination_version");
    const all = [...versions.values()].reduce((sum, value) => sum + value, 0);
    expect((versions.get("v2") ?? 0) / all).toBeCloseTo(0.1, 1);
  });
});

describe("a mirror", () => {
  const mirrored = (percent: number, more: Record<string, unknown> = {}) =>
    routes({
      ...splitRoute(0),
      mirrors: [{ destination: { host, subset: "v2" }, percentage: { value: percent } }],
      ...more,
    });

  it("is reported by the copies' receiver only, which works on them", () => {
    const fixture = createFixtureWorld("bad-canary", [subsets, mirrored(50)]);
    const asked = grown(fixture, 600, "source", "destination_version");
    expect([...asked.keys()]).toEqual(["v1"]);
    const served = grown(fixture, 600, "destination", "destination_version");
    expect((served.get("v2") ?? 0) / (served.get("v1") ?? 1)).toBeCloseTo(0.5, 1);
    const work = fixture.ask(`sum(rate(istio_requests_total{source_workload="checkout-v2"}[5m]))`).get("");
    expect(work).toBeGreaterThan(1);
  });

  it("leaves the callers' answers alone, however bad the copies' are", () => {
    const failing = (percent: number) => {
      const fixture = createFixtureWorld("bad-canary", [subsets, mirrored(percent)]);
      return grown(fixture, 600, "source", "response_code").get("500") ?? 0;
    };
    expect(Math.abs(failing(100) - failing(0))).toBeLessThan(5);
  });

  it("copies no request that a fault ended before", () => {
    const abort = { fault: { abort: { percentage: { value: 100 }, httpStatus: 503 } } };
    const fixture = createFixtureWorld("healthy", [subsets, mirrored(100, abort)]);
    expect(grown(fixture, 600, "destination", "destination_version").size).toBe(0);
  });
});

describe("a night without traffic", () => {
  it("brings no request, and loses no counter", () => {
    const fixture = createFixtureWorld();
    const before = counted(fixture, "source", "destination_version");
    fixture.world.setScenario("no-traffic");
    fixture.clock.nowMs += 3_600_000;
    expect(counted(fixture, "source", "destination_version")).toEqual(before);
    fixture.world.setScenario("healthy");
    expect(grown(fixture, 60, "source", "destination_version").size).toBe(2);
  });
});

describe("the scrape interval", () => {
  it.each([15_000, 1000])("is how far the samples lie apart: %d ms", (scrapeMs) => {
    const fixture = createFixtureWorld("healthy", [], scrapeMs);
    const count = fixture.ask(`count_over_time(up{job="istiod"}[5m])`);
    expect([...count.values()]).toEqual([300_000 / scrapeMs, 300_000 / scrapeMs]);
  });
});
