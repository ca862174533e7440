import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createPrometheusSource } from "@/server/sources/prometheus/index";
import type { ProxyFault } from "@/test/contract/fault-proxy";
import { targetKind } from "@/test/contract/target";
import {
  answer,
  kubernetesRefusal,
  lastHour,
  podsOf,
  startFaultyMesh,
  told,
  type FaultyMesh,
} from "./faulty-mesh";

const scope = { range: lastHour };
let mesh: FaultyMesh;
let serviceNames: readonly string[];
let podNames: readonly string[];

describe.skipIf(targetKind === "bed")("pages while Prometheus or Kubernetes fails", () => {
  beforeAll(async () => {
    mesh = await startFaultyMesh();
    const healthy = mesh.console();
    const services = await healthy.services.list(scope);
    serviceNames = services.data.filter(({ external }) => !external).map(({ name }) => name);
    const proxies = await healthy.proxies.list(scope);
    podNames = podsOf(proxies.data.rows);
  });
  afterEach(() => mesh.heal());
  afterAll(() => mesh.close());

  const prometheusError = (errorType: string, error: string) =>
    JSON.stringify({ status: "error", errorType, error });

  describe("Prometheus", () => {
    const cases: readonly (readonly [string, ProxyFault, string])[] = [
      ["is overloaded (503)", answer(503, "upstream connect error", "text/plain"), "server_error"],
      ["wants to know who asks (401)", answer(401, "Unauthorized", "text/plain"), "unauthenticated"],
      [
        "refuses the query (422)",
        answer(422, prometheusError("execution", "query processing would load too many samples")),
        "too_large",
      ],
      [
        "is a login page in HTML",
        answer(200, "<!doctype html><title>Sign in</title>", "text/html"),
        "not_json",
      ],
      ["breaks its answers off", { kind: "cut", afterBytes: 20 }, "truncated"],
    ];

    it.each(cases)(
      "that %s leaves services listed with unknown signals and health",
      async (_name, fault, reason) => {
        mesh.prometheus.setFault(() => fault);
        const console = mesh.console();
        const { data, warnings } = await console.overview.read(scope);
        const rows = data.services.filter(({ external }) => !external);
        expect(rows.map(({ name }) => name)).toEqual(serviceNames);
        expect(rows.map(({ signals }) => signals.requestsPerSecond)).toEqual(rows.map(() => undefined));
        expect(new Set(rows.map(({ health }) => health.status))).toEqual(new Set(["unknown"]));
        expect(data.namespaces.filter(({ health }) => ["ok", "idle"].includes(health.status))).toEqual([]);
        expect(told(warnings, "prometheus").length).toBeGreaterThan(5);
        expect(warnings.every((each) => each.source === "prometheus" && each.reason === reason)).toBe(true);
        expect(warnings.every(({ part }) => part !== undefined && part !== "")).toBe(true);
      },
    );

    it("that is gone says so on every page that it feeds, and the pages keep what others know", async () => {
      const down = mesh.console((sources) => ({
        ...sources,
        metrics: createPrometheusSource({ cluster: sources.name, url: "http://127.0.0.1:9" }),
      }));
      const { namespace, service: name } = mesh.target;
      const [graph, one, list, proxies] = await Promise.all([
        down.graph.read({ ...scope, showIdle: true }),
        down.services.read({ scope, namespace, name }),
        down.services.list(scope),
        down.proxies.list(scope),
      ]);
      for (const { warnings } of [graph, one, list]) {
        const told = warnings.filter(({ source }) => source === "prometheus");
        expect(told.length).toBeGreaterThan(0);
        for (const { reason, hint } of told) expect([reason, hint]).toEqual(["refused", expect.any(String)]);
      }
      expect(graph.data.graph.nodes.filter(({ health }) => ["ok", "idle"].includes(health.status))).toEqual(
        [],
      );
      expect(one.data).toMatchObject({ exists: true, signals: {}, health: { status: "unknown" } });
      expect(one.data.workloads.length).toBeGreaterThan(0);
      expect(list.data.length).toBeGreaterThanOrEqual(serviceNames.length);
      expect(proxies.warnings).toEqual([]);
    });

    it("that never answers ends in a warning of its own, in time", async () => {
      mesh.prometheus.setFault(() => ({ kind: "silence" }));
      const slow = mesh.console((sources) => ({
        ...sources,
        metrics: createPrometheusSource({
          cluster: sources.name,
          url: mesh.prometheus.url,
          timeoutMs: 200,
        }),
      }));
      const { data, warnings } = await slow.overview.read(scope);
      expect(data.services.map(({ name }) => name)).toEqual(expect.arrayContaining([...serviceNames]));
      expect(warnings.some(({ reason }) => reason === "timeout")).toBe(true);
      expect(data.services.some(({ health }) => ["ok", "idle"].includes(health.status))).toBe(false);
    });

    it("with NaN for every figure leaves them unknown: not zero, not well", async () => {
      const nan = JSON.stringify({
        status: "success",
        data: {
          resultType: "vector",
          result: [
            {
              metric: {
                destination_service_namespace: mesh.target.namespace,
                destination_service_name: mesh.target.service,
                destination_service: `${mesh.target.service}.${mesh.target.namespace}.svc.cluster.local`,
                reporter: "destination",
                response_code: "200",
              },
              value: [Date.now() / 1000, "NaN"],
            },
          ],
        },
      });
      const matrix = JSON.stringify({ status: "success", data: { resultType: "matrix", result: [] } });
      mesh.prometheus.setFault((line) => answer(200, line.includes("query_range") ? matrix : nan));
      const { data } = await mesh.console().services.list(scope);
      const row = data.find(
        ({ namespace, name }) => namespace === mesh.target.namespace && name === mesh.target.service,
      );
      expect(row?.signals.requestsPerSecond).toBeUndefined();
      expect(row?.signals.errorRatio).toBeUndefined();
      expect(row?.health.status).toBe("unknown");
    });

    it("without any series of the mesh is not a mesh without traffic: unknown, with what to check", async () => {
      const nothing = (resultType: string) =>
        answer(200, JSON.stringify({ status: "success", data: { resultType, result: [] } }));
      mesh.prometheus.setFault((line) => nothing(line.includes("query_range") ? "matrix" : "vector"));
      const { data, warnings } = await mesh.console().overview.read(scope);
      expect(warnings).toMatchObject([{ source: "prometheus", reason: "empty" }]);
      expect(warnings[0]?.hint).toContain("scrapes");
      expect(new Set(data.services.map(({ health }) => health.status))).toEqual(new Set(["unknown"]));
    });

    it("that fails one query of several leaves only that part unknown", async () => {
      let count = 0;
      mesh.prometheus.setFault(() => {
        count += 1;
        return count === 1 ? answer(422, prometheusError("execution", "many-to-many matching")) : undefined;
      });
      const { data, warnings } = await mesh.console().graph.read(scope);
      expect(told(warnings, "prometheus")).toHaveLength(1);
      expect(data.graph.nodes.length).toBeGreaterThan(0);
    });
  });

  describe("Kubernetes", () => {
    const forbid = (plural: string) =>
      mesh.kubernetes.setFault((line) =>
        line.includes(`/${plural}?`)
          ? kubernetesRefusal(403, "Forbidden", `${plural} is forbidden: User "x" cannot list resource`)
          : undefined,
      );

    it("that refuses pods (403) leaves proxies as istiod knows them, and does not say that pods are gone", async () => {
      forbid("pods");
      const { data, warnings } = await mesh.console().proxies.list(scope);
      expect(told(warnings, "kubernetes")).toEqual(["forbidden: Pod"]);
      expect(data.rows.length).toBeGreaterThan(0);
      expect(new Set(data.rows.map(({ connection }) => connection))).toEqual(new Set(["connected"]));
    });

    it("that refuses pods (403) does not call an asked pod absent", async () => {
      forbid("pods");
      const { namespace } = mesh.target;
      const pod = podNames.find((name) => name.startsWith(mesh.target.service)) ?? "";
      await expect(
        mesh.console().proxies.section({ namespace, pod, section: "clusters" }),
      ).rejects.toMatchObject({ code: "FORBIDDEN" });
    });

    it("that refuses services (403) leaves what telemetry knows, and does not say that a service is absent", async () => {
      forbid("services");
      const { namespace, service: name } = mesh.target;
      const console = mesh.console();
      const [list, one, graph] = await Promise.all([
        console.services.list(scope),
        console.services.read({ scope, namespace, name }),
        console.graph.read(scope),
      ]);
      expect(told(list.warnings, "kubernetes")).toEqual(["forbidden: Service"]);
      expect(list.data.find((row) => row.name === name)?.signals.requestsPerSecond).toBeGreaterThan(0);
      expect(one.data.exists).toBeUndefined();
      expect(one.data.signals.requestsPerSecond).toBeGreaterThan(0);
      expect(told(graph.warnings, "kubernetes")).toEqual(["forbidden: Service"]);
      expect(graph.data.graph.edges.length).toBeGreaterThan(5);
      const codes = graph.data.graph.nodes.flatMap(({ badges }) => badges.map(({ code }) => code));
      expect(codes.filter((code) => ["gone", "no-workload"].includes(code))).toEqual([]);
    });

    it("that refuses one kind (403) while a change is planned writes nothing and names it", async () => {
      forbid("virtualservices");
      const { namespace, service: name } = mesh.target;
      const planned = mesh.console().changes.plan({
        request: {
          kind: "traffic_split",
          intent: {
            api: "istio",
            service: { namespace, name },
            destinations: [
              { name: "v1", labels: { version: "v1" }, weightPercent: 90 },
              { name: "v2", labels: { version: "v2" }, weightPercent: 10 },
            ],
          },
        },
      });
      const outcome = await planned.then(
        ({ warnings }) => told(warnings, "kubernetes"),
        (error: unknown) => String(error),
      );
      expect(String(outcome)).toMatch(/forbidden.*VirtualService|VirtualService.*forbidden/i);
      expect(mesh.kubernetes.seen.filter((line) => /^(PATCH|PUT|DELETE) /.test(line))).toEqual(
        mesh.kubernetes.seen.filter((line) => /dryRun=All/.test(line) && /^(PATCH|PUT|DELETE) /.test(line)),
      );
    });

    it("that does not know us (401) leaves services as telemetry knows them", async () => {
      mesh.kubernetes.setFault(() => kubernetesRefusal(401, "Unauthorized", "Unauthorized"));
      const { data, warnings } = await mesh.console().overview.read(scope);
      expect(new Set(warnings.map(({ source, reason }) => `${source} ${reason}`))).toEqual(
        new Set(["kubernetes unauthenticated"]),
      );
      expect(warnings.every(({ part, hint }) => part !== undefined && hint !== undefined)).toBe(true);
      const measured = data.services.filter(({ signals }) => (signals.requestsPerSecond ?? 0) > 0);
      expect(measured.length).toBeGreaterThan(8);
      expect(data.services.some(({ pods }) => pods !== undefined)).toBe(false);
      expect(data.namespaces.every(({ dataplane }) => dataplane === "unknown")).toBe(true);
    });
  });
});
