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
const split = (v1: number, v2: number) =>
  istioObject("VirtualService", "orders/checkout", {
    hosts: [host],
    http: [
      {
        route: [
          { destination: { host, subset: "v1" }, weight: v1 },
          { destination: { host, subset: "v2" }, weight: v2 },
        ],
      },
    ],
  });
const route = (id: string, more: Record<string, unknown>) => {
  const [namespace = "", name = ""] = id.split("/");
  const target = `${name}.${namespace}.svc.cluster.local`;
  return istioObject("VirtualService", id, {
    hosts: [target],
    http: [{ route: [{ destination: { host: target } }], ...more }],
  });
};

/** Failures of one service as its callers see them: "code flag" with its share of all requests. */
function failures(fixture: ReturnType<typeof createFixtureWorld>, service: string, window = "2m") {
  const selector = `reporter="source",destination_service_name="${service}"`;
  const total = fixture.ask(`sum(rate(istio_requests_total{${selector}}[${window}]))`).get("") ?? 0;
  const byCode = fixture.ask(
    `sum by (response_code, response_flags) (rate(istio_requests_total{${selector}}[${window}]))`,
  );
  return new Map([...byCode].map(([key, rate]) => [key, rate / total]));
}

function after(fixture: ReturnType<typeof createFixtureWorld>, seconds: number) {
  fixture.clock.nowMs += seconds * 1000;
  return fixture;
}

describe("a write to the store", () => {
  it("makes no request look slow only because its series is new", () => {
    const fixture = createFixtureWorld("healthy", [subsets, split(50, 50)], 1000);
    fixture.store.put(split(75, 25));
    const requests = (suffix: string) =>
      [...fixture.ask(`istio_request_duration_milliseconds_${suffix}`).values()].reduce((a, b) => a + b, 0);
    const seen = Array.from({ length: 8 }, () => {
      after(fixture, 2);
      return requests('count{reporter="source"}') - requests('bucket{reporter="source",le="3600000"}');
    });
    // Next to nothing takes an hour, so what is counted is in that bucket at every moment.
    expect(Math.max(...seen)).toBeLessThan(8);
  });

  it("moves the split of traffic with the next scrape", () => {
    const fixture = createFixtureWorld("healthy", [subsets, split(50, 50)]);
    fixture.store.put(split(90, 10));
    after(fixture, 30);
    const share = (range: string, f: string) => {
      const rates = fixture.ask(
        `sum by (destination_version) (${f}(istio_requests_total{reporter="source",destination_service_name="checkout"}[${range}]))`,
      );
      return (rates.get("v1") ?? 0) / ((rates.get("v1") ?? 0) + (rates.get("v2") ?? 0));
    };
    expect(share("1m", "irate")).toBeCloseTo(0.9, 1);
    after(fixture, 600);
    expect(share("5m", "rate")).toBeGreaterThan(0.89);
    expect(share("5m", "rate")).toBeLessThan(0.91);
  });

  it("aborts requests at the caller only, without a destination workload", () => {
    const fixture = createFixtureWorld("healthy");
    fixture.store.put(
      route("shop/cart", { fault: { abort: { percentage: { value: 30 }, httpStatus: 418 } } }),
    );
    after(fixture, 300);
    expect(failures(fixture, "cart").get("418 FI")).toBeCloseTo(0.3, 2);
    const workloads = fixture.ask(
      `sum by (destination_workload) (rate(istio_requests_total{response_flags="FI"}[2m]))`,
    );
    expect([...workloads.keys()]).toEqual(["unknown"]);
    const destination = fixture.ask(
      `sum(rate(istio_requests_total{reporter="destination",response_flags="FI"}[2m]))`,
    );
    expect(destination.size).toBe(0);
  });

  it("delays requests, which shows in the latency of the caller's caller", () => {
    const fixture = createFixtureWorld("healthy");
    const p50 = () =>
      fixture
        .ask(
          `histogram_quantile(0.5, sum by (le) (rate(istio_request_duration_milliseconds_bucket{reporter="destination",destination_workload="storefront-v1"}[2m])))`,
        )
        .get("") ?? 0;
    const before = p50();
    fixture.store.put(
      route("platform/accounts", { fault: { delay: { percentage: { value: 100 }, fixedDelay: "2s" } } }),
    );
    after(fixture, 300);
    expect(before).toBeLessThan(200);
    // Two seconds lie in the bucket from 1 to 2.5 s, in which quantiles are interpolated.
    expect(p50()).toBeGreaterThan(1500);
    expect(failures(fixture, "accounts").get("200 DI")).toBeGreaterThan(0.99);
  });

  it("times out what is slower than a route allows: 504 UT for the caller, 0 DC for the server", () => {
    const fixture = createFixtureWorld("healthy");
    fixture.store.put(route("orders/payments", { timeout: "0.05s", retries: { attempts: 0 } }));
    after(fixture, 300);
    expect(failures(fixture, "payments").get("504 UT")).toBeGreaterThan(0.9);
    const seen = fixture.ask(
      `sum by (response_code, response_flags) (rate(istio_requests_total{reporter="destination",destination_service_name="payments"}[2m]))`,
    );
    expect(seen.get("0 DC")).toBeGreaterThan(5);
  });

  it("sends nothing to a subset without endpoints (UH) or one that nobody defined (NC)", () => {
    const empty = istioObject("DestinationRule", "shop/cart", {
      host: "cart.shop.svc.cluster.local",
      subsets: [{ name: "v9", labels: { version: "v9" } }],
    });
    const toSubset = istioObject("VirtualService", "shop/cart", {
      hosts: ["cart.shop.svc.cluster.local"],
      http: [{ route: [{ destination: { host: "cart.shop.svc.cluster.local", subset: "v9" } }] }],
    });
    const fixture = createFixtureWorld("healthy");
    fixture.store.put(toSubset);
    after(fixture, 300);
    expect(failures(fixture, "cart").get("503 NC")).toBeGreaterThan(0.99);
    fixture.store.put(empty);
    after(fixture, 300);
    expect(failures(fixture, "cart").get("503 UH")).toBeGreaterThan(0.99);
  });

  it("leaves a gateway without a route: 404 NR to a service that nobody knows", () => {
    const fixture = createFixtureWorld("healthy");
    fixture.store.remove("VirtualService", "shop", "entry-storefront");
    after(fixture, 300);
    const rates = fixture.ask(
      `sum by (destination_service, response_code, response_flags) (rate(istio_requests_total{source_workload="istio-ingressgateway"}[1m])) > 0`,
    );
    expect([...rates.keys()]).toEqual(["unknown 404 NR"]);
  });

  it("denies by AuthorizationPolicy: 403 at both reporters, and nothing further behind", () => {
    const fixture = createFixtureWorld("healthy");
    fixture.store.put(
      istioObject("AuthorizationPolicy", "orders/checkout", {
        selector: { matchLabels: { app: "checkout" } },
        action: "DENY",
        rules: [{ from: [{ source: { principals: ["cluster.local/ns/shop/sa/storefront"] } }] }],
      }),
    );
    after(fixture, 300);
    expect(failures(fixture, "checkout").get("403 -")).toBeCloseTo(1, 2);
    const denied = fixture.ask(
      `sum by (reporter) (rate(istio_requests_total{destination_service_name="checkout",response_code="403"}[2m]))`,
    );
    expect(denied.get("destination")).toBeCloseTo(denied.get("source") ?? 0, 0);
    expect(fixture.ask(`sum(rate(istio_requests_total{source_workload="checkout-v1"}[2m]))`).get("")).toBe(0);
  });

  it("retries multiply the attempts that the server sees", () => {
    const fixture = createFixtureWorld("bad-canary");
    const served = () =>
      fixture
        .ask(
          `sum(rate(istio_requests_total{reporter="destination",destination_workload="recommendations-v1"}[2m]))`,
        )
        .get("") ?? 0;
    const asked = () =>
      fixture
        .ask(
          `sum(rate(istio_requests_total{reporter="source",destination_service_name="recommendations"}[2m]))`,
        )
        .get("") ?? 1;
    expect(served() / asked()).toBeCloseTo(1, 1);
    fixture.store.put(
      route("shop/catalog", { fault: { abort: { percentage: { value: 100 }, httpStatus: 503 } } }),
    );
    fixture.store.put(route("shop/recommendations", { retries: { attempts: 3, retryOn: "5xx" } }));
    after(fixture, 300);
    expect(served() / asked()).toBeCloseTo(4, 1);
    expect(failures(fixture, "recommendations").get("500 URX")).toBeGreaterThan(0.95);
  });

  it("turns away what a circuit breaker has no room for (UO)", () => {
    const fixture = createFixtureWorld("healthy");
    fixture.store.put(
      istioObject("DestinationRule", "orders/payments", {
        host: "payments.orders.svc.cluster.local",
        trafficPolicy: {
          connectionPool: {
            tcp: { maxConnections: 1 },
            http: { http1MaxPendingRequests: 1, maxRequestsPerConnection: 1 },
          },
        },
      }),
    );
    after(fixture, 300);
    expect(failures(fixture, "payments").get("503 UO")).toBeGreaterThan(0.01);
  });

  it("keeps an ejected version out of the balance", () => {
    const outlier = istioObject("DestinationRule", "orders/checkout", {
      host,
      trafficPolicy: {
        outlierDetection: {
          consecutive5xxErrors: 3,
          interval: "5s",
          baseEjectionTime: "60s",
          maxEjectionPercent: 50,
        },
      },
    });
    const toV2 = () => {
      const rates = fixture.ask(
        `sum by (destination_version) (rate(istio_requests_total{reporter="source",destination_service_name="checkout"}[2m]))`,
      );
      return (rates.get("v2") ?? 0) / ((rates.get("v1") ?? 0) + (rates.get("v2") ?? 0));
    };
    const orders = "orders.orders.svc.cluster.local";
    const noOrdersForV2 = istioObject("VirtualService", "orders/orders", {
      hosts: [orders],
      http: [
        {
          match: [{ sourceLabels: { app: "checkout", version: "v2" } }],
          fault: { abort: { percentage: { value: 100 }, httpStatus: 503 } },
          route: [{ destination: { host: orders } }],
        },
        { route: [{ destination: { host: orders } }] },
      ],
    });
    const fixture = createFixtureWorld("healthy", [noOrdersForV2]);
    expect(toV2()).toBeCloseTo(0.25, 1);
    fixture.store.put(outlier);
    after(fixture, 300);
    expect(toV2()).toBeLessThan(0.1);
  });
});
