import { describe, expect, it } from "vitest";
import { compareDumps, type ComparedDump } from "@/lib/proxies/diff/compare-dumps";
import type { ConfigDiff } from "@/lib/proxies/diff/result";
import { hashText } from "@/server/operations/proxies/diff/compare";
import { readable } from "@/server/operations/proxies/diff/side";
import { runInTurns } from "@/server/operations/run-in-turns";
import { readDump } from "@/server/sources/read-dump";
import { report } from "./figure";
import { watchTurns } from "./turns";

const sizeBytes = 50 * 1_048_576;
const budgetMs = 2_000;
const blockBudgetMs = 25;
const runs = 3;
const editedTables = 5;

type Printed = { readonly snake: string; readonly camel: string };

/** How the other dump is unlike: by the names of all its resources, or by one field in each of them. */
type Unlike = { readonly prefix?: string; readonly timeout?: string };

function clusterOf(index: number, { prefix = "service", timeout = "10s" }: Unlike): unknown {
  const name = `outbound|8080||${prefix}-${index}.shop.svc.cluster.local`;
  return {
    "@type": "type.googleapis.com/envoy.config.cluster.v3.Cluster",
    name,
    type: "EDS",
    eds_cluster_config: { eds_config: { ads: {}, resource_api_version: "V3" }, service_name: name },
    connect_timeout: timeout,
    circuit_breakers: { thresholds: [{ max_connections: 4294967295, track_remaining: true }] },
    metadata: {
      filter_metadata: { istio: { services: [{ host: `service-${index}`, name: "s", namespace: "shop" }] } },
    },
    transport_socket_matches: Array.from({ length: 6 }, (_, each) => ({
      name: `tls-${each}`,
      match: { tlsMode: "istio" },
      transport_socket: {
        name: "envoy.transport_sockets.tls",
        typed_config: { sni: name, alpn_protocols: ["istio", "h2"] },
      },
    })),
  };
}

function tableOf(index: number, timeout: string, { prefix = "service" }: Unlike): unknown {
  return {
    "@type": "type.googleapis.com/envoy.config.route.v3.RouteConfiguration",
    name: prefix === "service" ? String(8000 + index) : `${prefix}-${index}`,
    virtual_hosts: Array.from({ length: 60 }, (_, host) => ({
      name: `service-${host}.shop.svc.cluster.local:${8000 + index}`,
      domains: [`service-${host}.shop`, `service-${host}`, `10.0.${index % 250}.${host}`],
      routes: Array.from({ length: 4 }, (_route, route) => ({
        name: `route-${route}`,
        match: {
          prefix: `/path-${route}`,
          case_sensitive: true,
          headers: [{ name: "x-user", string_match: { exact: "a" } }],
        },
        route: {
          cluster: `outbound|8080||service-${host}`,
          timeout,
          retry_policy: { retry_on: "5xx", num_retries: 2 },
        },
        metadata: {
          filter_metadata: {
            istio: { config: `/apis/networking.istio.io/v1/namespaces/shop/virtual-service/s-${host}` },
          },
        },
      })),
    })),
  };
}

/** A proxy's dump of the wanted size; some of its route tables have another timeout. */
function dumpText(edited: number, unlike: Unlike = {}): Printed {
  const tables = Array.from({ length: 250 }, (_, index) =>
    tableOf(index, index < edited ? "9s" : "3s", unlike),
  );
  const clusters = Array.from({ length: 17_000 }, (_, index) => clusterOf(index, unlike));
  const configs = [
    {
      "@type": "type.googleapis.com/envoy.admin.v3.ClustersConfigDump",
      dynamic_active_clusters: clusters.map((cluster) => ({
        version_info: "1",
        cluster,
        last_updated: "2026-01-01T00:00:00Z",
      })),
    },
    {
      "@type": "type.googleapis.com/envoy.admin.v3.RoutesConfigDump",
      dynamic_route_configs: tables.map((route_config) => ({ version_info: "1", route_config })),
    },
  ];
  const snake = JSON.stringify({ configs });
  const camel = snake.replaceAll(
    /"([a-z][a-z0-9]*(?:_[a-z0-9]+)+)":/g,
    (_all, key: string) =>
      `"${key.replaceAll(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase())}":`,
  );
  return { snake, camel };
}

async function read(text: string): Promise<ComparedDump> {
  async function* chunks() {
    yield Buffer.from(text);
    await Promise.resolve();
  }
  return { ...readable(await readDump(chunks())), word: "envoy" };
}

async function measure(
  left: ComparedDump,
  right: ComparedDump,
): Promise<{ ms: number; blockMs: number; diff: ConfigDiff }> {
  let best = { ms: Number.POSITIVE_INFINITY, blockMs: Number.POSITIVE_INFINITY };
  let diff: ConfigDiff | undefined;
  for (let run = 0; run < runs; run += 1) {
    globalThis.gc?.();
    const turns = watchTurns();
    const start = performance.now();
    // oxlint-disable-next-line no-await-in-loop -- runs must not overlap
    diff = await runInTurns(compareDumps(left, right, { facts: {}, isPodPair: false, hash: hashText }));
    best = {
      ms: Math.min(best.ms, performance.now() - start),
      blockMs: Math.min(best.blockMs, turns.stop()),
    };
  }
  if (diff === undefined) throw new Error("no run");
  return { ...best, diff };
}

describe("two dumps of 50 MB", () => {
  it("are compared by hash, and only what differs is parsed", async () => {
    const [one, other] = [dumpText(0).snake, dumpText(editedTables).snake];
    expect(one.length).toBeGreaterThan(sizeBytes);
    const { ms, blockMs, diff } = await measure(await read(one), await read(other));
    const note = `${(one.length / 1e6).toFixed(0)} MB each, ${diff.changes.length} changes in ${editedTables} resources`;
    report({
      part: "proxies",
      what: "semantic diff of two dumps of 50 MB",
      measured: ms,
      unit: "ms",
      limit: budgetMs,
      note,
    });
    report({
      part: "proxies",
      what: "the same: longest event-loop block",
      measured: blockMs,
      unit: "ms",
      limit: blockBudgetMs,
    });
    expect(diff.changes).toHaveLength(editedTables * 240);
  });

  it.each([
    {
      title: "in istiod's spelling, nothing equal by its bytes",
      other: dumpText(0).camel,
      changes: 0,
    },
    {
      title: "without a resource in common",
      other: dumpText(0, { prefix: "other" }).snake,
      changes: 2 * 17_250,
    },
    {
      title: "with one field changed in every cluster",
      other: dumpText(0, { timeout: "11s" }).snake,
      changes: 17_000,
    },
  ])("are compared $title", async ({ title, other, changes }) => {
    const { ms, blockMs, diff } = await measure(await read(dumpText(0).snake), await read(other));
    report({ part: "proxies", what: `the same ${title}`, measured: ms, unit: "ms", limit: budgetMs });
    report({
      part: "proxies",
      what: `the same ${title}: longest event-loop block`,
      measured: blockMs,
      unit: "ms",
      limit: blockBudgetMs,
    });
    expect(diff.changes).toHaveLength(changes);
  });
});
