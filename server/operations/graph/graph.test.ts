import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { ConsoleError, SourceError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import type { Sample } from "@/lib/telemetry/series";
import { graphInputSchema, readGraph } from "@/server/operations/graph/read";
import { readGraphSeries } from "@/server/operations/graph/series";
import type { ClusterSources, MetricsSource, OperationContext } from "@/server/ports";

const nowMs = 1_800_000_000_000;
const sample: Sample = {
  timeMs: nowMs,
  value: 4,
  labels: {
    reporter: "destination",
    source_workload: "web-v1",
    source_workload_namespace: "shop",
    source_canonical_service: "web",
    destination_service_name: "cart",
    destination_service_namespace: "shop",
    destination_service: "cart.shop.svc.cluster.local",
    destination_workload: "cart-v1",
    destination_workload_namespace: "shop",
    request_protocol: "http",
    response_code: "200",
  },
};
const databaseUrl = `file:${path.join(mkdtempSync(path.join(tmpdir(), "heddle-")), "graph.db")}`;
const sourced = <T>(data: T): Sourced<T> => ({ data, warnings: [], evidence: [] });
const refuse = (source: "prometheus" | "kubernetes") =>
  new SourceError("refused", { source, cluster: "east", reason: "refused" });

type Answers = {
  readonly query?: (promql: string) => readonly Sample[];
  readonly list?: (kind: string) => readonly Manifest[];
};

/** A context whose sources answer from functions; every query that was sent is noted. */
function contextWith(answers: Answers): { ctx: OperationContext; sent: string[] } {
  const sent: string[] = [];
  const metrics: Pick<MetricsSource, "query" | "queryRange"> = {
    query: async (promql) => {
      sent.push(promql);
      return sourced(answers.query?.(promql) ?? []);
    },
    queryRange: async (promql, span, stepMs) => {
      sent.push(promql);
      return sourced({ startMs: span.startMs, stepMs, points: 0, series: [] });
    },
  };
  const kubernetes = {
    list: async (_group: string, kind: string) => sourced(answers.list?.(kind) ?? []),
    get: async () => undefined,
    revision: () => 1,
  };
  // Only these two sources are asked by the graph; a call to another one would fail the test.
  const sources = { name: "east", metrics, kubernetes } as unknown as ClusterSources;
  const ctx: OperationContext = {
    clusters: new Map([["east", sources]]),
    actor: { type: "user", name: "test", groups: [] },
    requestId: "test",
    databaseUrl,
    nowMs: () => nowMs,
    signal: new AbortController().signal,
  };
  return { ctx, sent };
}
const range = { kind: "relative", durationMs: 900_000 } as const;
const input = (extra: Record<string, unknown> = {}) => graphInputSchema.parse({ range, ...extra });
const onlyRequests = (promql: string): readonly Sample[] =>
  promql.includes("istio_requests_total") ? [sample] : [];

describe("readGraph", () => {
  it("sends seven queries for any number of namespaces", async () => {
    const counts = [];
    for (const namespaces of [[], ["shop"], Array.from({ length: 300 }, (_, i) => `ns-${i}`)]) {
      const { ctx, sent } = contextWith({ query: onlyRequests });
      await readGraph(ctx, input({ namespaces }));
      counts.push(sent.length);
    }
    expect(counts).toEqual([7, 7, 7]);
  });

  it("draws traffic and names it as unknown what Kubernetes did not tell", async () => {
    const { ctx } = contextWith({
      query: onlyRequests,
      list: () => {
        throw refuse("kubernetes");
      },
    });
    const { data, warnings } = await readGraph(ctx, input());
    expect(data.graph.edges).toHaveLength(1);
    expect(data.graph.nodes.flatMap((node) => node.badges)).toEqual([]);
    expect(warnings.map((warning) => warning.source)).toContain("kubernetes");
  });

  it("marks a service whose objects have findings, with their codes", async () => {
    const route = (host: string) => ({ destination: { host }, weight: 30 });
    const virtualService: Manifest = {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: { name: "cart", namespace: "shop" },
      spec: { hosts: ["cart"], http: [{ route: [route("cart"), route("cart2")] }] },
    };
    const { ctx } = contextWith({
      query: onlyRequests,
      list: (kind) => (kind === "VirtualService" ? [virtualService] : []),
    });
    const { data } = await readGraph(ctx, input());
    const badges = data.graph.nodes.find(({ name }) => name === "cart")?.badges ?? [];
    expect(badges.find(({ code }) => code === "findings")?.detail).toContain("HD0001");
  });

  it("keeps rates when only the latency queries fail", async () => {
    const { ctx } = contextWith({
      query: (promql) => {
        if (promql.startsWith("histogram_quantile")) throw refuse("prometheus");
        return onlyRequests(promql);
      },
    });
    const { data, warnings } = await readGraph(ctx, input());
    expect(data.graph.edges[0]).toMatchObject({ requestsPerSecond: 4 });
    expect(data.graph.edges[0]?.latencyMsP95).toBeUndefined();
    expect(warnings.map((warning) => warning.part)).toEqual([
      "median latency of edges",
      "95th percentile latency of edges",
      "99th percentile latency of edges",
    ]);
  });

  it("calls nothing idle while Prometheus is silent", async () => {
    const service: Manifest = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "cart", namespace: "shop" },
      spec: { selector: { app: "cart" } },
    };
    const { ctx } = contextWith({
      query: () => {
        throw refuse("prometheus");
      },
      list: (kind) => (kind === "Service" ? [service] : []),
    });
    const { data } = await readGraph(ctx, input({ showIdle: true }));
    expect(data.graph.nodes.map((node) => node.health.status)).toEqual(["unknown"]);
  });

  it("names the configured clusters when another one is asked for", async () => {
    const { ctx } = contextWith({});
    await expect(readGraph(ctx, input({ cluster: "west" }))).rejects.toMatchObject({
      code: "not_found",
      hint: expect.stringContaining("east"),
    });
  });
});

describe("readGraphSeries", () => {
  const ask = (id: string, ctx: OperationContext) =>
    readGraphSeries(ctx, { cluster: "", range, id, direction: "inbound" });

  it("asks for both ends of an edge", async () => {
    const { ctx, sent } = contextWith({});
    await ask("workload:east/shop/web-v1>service:east/shop/cart>http", ctx);
    expect(sent).toHaveLength(8);
    expect(sent[0]).toContain('source_workload="web-v1"');
    expect(sent[0]).toContain('destination_service_name="cart"');
    expect(sent[0]).toContain('request_protocol="http"');
  });

  it("refuses text that is no id and says what one looks like", async () => {
    const { ctx, sent } = contextWith({});
    const failure = ask("cart", ctx);
    await expect(failure).rejects.toBeInstanceOf(ConsoleError);
    await expect(failure).rejects.toMatchObject({ code: "invalid_input", details: { field: "id" } });
    expect(sent).toEqual([]);
  });
});
