import { describe, expect, it } from "vitest";
import { rowsOfEdge, trafficRows } from "./traffic-rows";

const sample = (labels: Record<string, string>) => ({
  labels: { reporter: "source", response_code: "200", response_flags: "-", ...labels },
  value: 1,
  timeMs: 0,
});

describe("rows of traffic", () => {
  it.each([
    ["12", 12],
    ["Unimplemented", 12],
    ["PermissionDenied", 7],
    ["DEADLINE_EXCEEDED", 4],
    ["Canceled", 1],
    ["OK", 0],
    ["", undefined],
    ["Nonsense", undefined],
  ])("read the gRPC status %j as %j, number or name", (label, status) => {
    expect(trafficRows([sample({ grpc_response_status: label })])[0]?.grpcStatus).toBe(status);
  });

  it("of a gateway hold what was asked by its public host and found no route", () => {
    const rows = trafficRows([
      sample({ destination_service: "shop.example.com:443", destination_service_name: "unknown" }),
      sample({ destination_service: "other.example.com", destination_service_name: "unknown" }),
    ]);
    const found = rowsOfEdge(rows, {
      host: "web.shop.svc.cluster.local",
      workloads: [],
      publicHosts: ["shop.example.com"],
    });
    expect(found.map(({ host }) => host)).toEqual(["shop.example.com:443"]);
  });
});
