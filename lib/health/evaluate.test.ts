import { describe, expect, it } from "vitest";
import { evaluateHealth, worstHealth, type HealthSignals } from "@/lib/health/evaluate";

const minute = { windowMs: 60_000 };
const traffic = (ok: number, errors: number, name = "5xx"): HealthSignals => ({
  ...minute,
  requestsPerSecond: ok + errors,
  byClass: { "2xx": ok, [name]: errors },
});

describe("evaluateHealth", () => {
  it.each([
    ["no errors", traffic(10, 0), "ok"],
    ["0.1 % of 5xx exactly", traffic(99.9, 0.1), "ok"],
    ["just above 0.1 % of 5xx", traffic(99.8, 0.2), "degraded"],
    ["10 % of 5xx", traffic(9, 1), "failing"],
    ["9 % of 4xx", traffic(91, 9, "4xx"), "ok"],
    ["15 % of 4xx", traffic(85, 15, "4xx"), "degraded"],
    ["20 % of 4xx", traffic(80, 20, "4xx"), "failing"],
    ["requests without a response", traffic(9, 1, "none"), "failing"],
    ["gRPC errors", traffic(99, 1, "grpc-error"), "degraded"],
    ["a measured zero", { ...minute, requestsPerSecond: 0 }, "idle"],
    ["silence", minute, "unknown"],
    ["TCP bytes", { ...minute, tcpBytesPerSecond: 5 }, "ok"],
  ] as const)("judges %s", (_name, signals, status) => {
    expect(evaluateHealth(signals).status).toBe(status);
  });

  it("names a single error among few requests without turning red", () => {
    const health = evaluateHealth(traffic(2 / 60, 1 / 60));
    expect(health.status).toBe("ok");
    expect(health.reasons).toMatchObject([{ measure: "error_ratio_5xx", status: "ok" }]);
  });

  it("is degraded, not failing, on a handful of requests that all failed", () => {
    expect(evaluateHealth(traffic(0, 5 / 60)).status).toBe("degraded");
  });

  it("says which threshold was crossed, the worst reason first", () => {
    const signals = { ...traffic(85, 15), pods: { desired: 3, available: 2 } };
    expect(evaluateHealth(signals).reasons).toEqual([
      { measure: "error_ratio_5xx", value: 0.15, threshold: 0.1, unit: "ratio", status: "failing" },
      { measure: "pods_unavailable", value: 2, threshold: 3, unit: "count", status: "degraded" },
    ]);
  });

  it("is failing when no pod is available, whatever the traffic says", () => {
    expect(evaluateHealth({ ...minute, pods: { desired: 1, available: 0 } }).status).toBe("failing");
  });

  it("judges latency only when the owner set a limit", () => {
    const slow = { ...traffic(10, 0), latencyMsP99: 900 };
    expect(evaluateHealth(slow).status).toBe("ok");
  });
});

describe("worstHealth", () => {
  it("does not let an unknown part hide a measured one", () => {
    const unknown = evaluateHealth(minute);
    expect(worstHealth([unknown, evaluateHealth(traffic(1, 0))]).status).toBe("ok");
    expect(worstHealth([unknown]).status).toBe("unknown");
    expect(worstHealth([]).status).toBe("unknown");
  });
});
