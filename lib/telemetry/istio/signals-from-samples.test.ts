import { describe, expect, it } from "vitest";
import { namespaceTraffic } from "@/lib/telemetry/istio/namespace-signals";
import { goldenSignalsFromSamples } from "@/lib/telemetry/istio/signals-from-samples";
import type { Sample } from "@/lib/telemetry/series";

const sample = (value: number, labels: Record<string, string>): Sample => ({
  timeMs: 0,
  value,
  labels: {
    destination_cluster: "Kubernetes",
    destination_service_namespace: "shop",
    destination_service_name: "cart",
    destination_service: "cart.shop.svc.cluster.local",
    destination_workload_namespace: "shop",
    request_protocol: "http",
    response_code: "200",
    ...labels,
  },
});
const v1 = { destination_workload: "cart-v1" };
const v2 = { destination_workload: "cart-v2" };
const first = (requests: readonly Sample[]) => {
  const [entry] = goldenSignalsFromSamples({ requests }, "service", "inbound", "east");
  if (entry === undefined) throw new Error("no signals");
  return entry;
};

describe("goldenSignalsFromSamples", () => {
  it("does not count a request twice that both sides reported", () => {
    const entry = first([
      sample(10, { ...v1, reporter: "source" }),
      sample(9, { ...v1, reporter: "destination" }),
    ]);
    expect(entry.signals.requestsPerSecond).toBe(9);
  });

  it("uses the caller's report for a workload without a proxy of its own", () => {
    const entry = first([
      sample(10, { ...v1, reporter: "destination" }),
      sample(10, { ...v1, reporter: "source" }),
      sample(4, { ...v2, reporter: "source" }),
    ]);
    expect(entry.signals.requestsPerSecond).toBe(14);
  });

  it("counts an injected fault that never reached a workload as an error of the service", () => {
    const entry = first([
      sample(9, { ...v1, reporter: "destination" }),
      sample(9, { ...v1, reporter: "source" }),
      sample(1, { reporter: "source", destination_workload: "unknown", response_code: "503" }),
    ]);
    expect(entry.signals).toMatchObject({ requestsPerSecond: 10, errorRatio: 0.1 });
  });

  it("adds connection failures that only the caller saw, and no timeouts that both saw", () => {
    const refused = first([
      sample(8, { ...v1, reporter: "destination" }),
      sample(8, { ...v1, reporter: "source" }),
      sample(2, { ...v1, reporter: "source", response_code: "503" }),
    ]);
    expect(refused).toMatchObject({ signals: { requestsPerSecond: 10 }, clientOnlyErrorsPerSecond: 2 });
    const timedOut = first([
      sample(8, { ...v1, reporter: "destination" }),
      sample(2, { ...v1, reporter: "destination", response_code: "0" }),
      sample(8, { ...v1, reporter: "source" }),
      sample(2, { ...v1, reporter: "source", response_code: "504" }),
    ]);
    expect(timedOut.signals).toMatchObject({ requestsPerSecond: 10, errorRatio: 0.2 });
  });

  it("knows no error ratio without requests and no latency without an answer", () => {
    const entry = first([sample(0, { ...v1, reporter: "destination" })]);
    expect(entry.signals).toEqual({ requestsPerSecond: 0 });
  });

  it("leaves rates unknown when their query failed", () => {
    const [entry] = goldenSignalsFromSamples(
      { latencyMsP99: [sample(30, { reporter: "destination" })] },
      "service",
      "inbound",
      "east",
    );
    expect(entry?.signals).toEqual({ latencyMsP99: 30 });
  });

  it("adds services up to their namespace", () => {
    const entries = goldenSignalsFromSamples(
      {
        requests: [
          sample(3, { ...v1, reporter: "destination" }),
          sample(1, { reporter: "destination", destination_service_name: "pay", response_code: "500" }),
        ],
      },
      "service",
      "inbound",
      "east",
    );
    expect(namespaceTraffic(entries)).toEqual([
      { namespace: "shop", requestsPerSecond: 4, errorRatio: 0.25, serviceCount: 2 },
    ]);
  });
});
