import { describe, expect, it } from "vitest";
import { failureQueries } from "./failure-queries";

const promqlOf = (namespaces: readonly string[]) =>
  Object.fromEntries(failureQueries({ namespaces }, 60_000, "a,b").map(({ key, promql }) => [key, promql]));

describe("queries for what fails", () => {
  it("stay three however many namespaces there are, and take at most 200 rows", () => {
    const many = Array.from({ length: 50 }, (_, index) => `team-${index}`);
    expect(failureQueries({ namespaces: many }, 60_000, "a")).toHaveLength(3);
    const { failing, tcp } = promqlOf(many);
    expect([failing, tcp].map((promql) => promql?.startsWith("topk(200, sum by (a,b) ("))).toEqual([
      true,
      true,
    ]);
  });

  it("count failed gRPC calls, whose HTTP status is 200, and no successful ones", () => {
    const { failing } = promqlOf([]);
    expect(failing).toContain('rate(istio_requests_total{response_code=~"[45]..|0"}[60s])');
    expect(failing).toContain(
      'rate(istio_requests_total{response_code!~"[45]..|0",grpc_response_status!~"|0"}[60s])',
    );
  });

  it("count answers that began well and were cut", () => {
    expect(promqlOf([])["failing"]).toContain(
      'rate(istio_requests_total{response_code!~"[45]..|0",response_flags!~"|-|DC|DR|DI|RFCF"}[60s])',
    );
  });

  it("keep to the chosen namespaces at either end", () => {
    const { failing, tcp } = promqlOf(["shop"]);
    for (const label of ["source_workload_namespace", "destination_service_namespace"]) {
      expect(failing).toContain(`{${label}="shop",response_code=~"[45]..|0"}`);
      expect(tcp).toContain(`{${label}="shop",response_flags!~"|-"}`);
    }
  });
});
