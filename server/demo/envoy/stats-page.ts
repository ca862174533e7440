import { pushLogOf } from "@/server/demo/istiod/push-log";
import { answeredAtMs, pushedTypes } from "@/server/demo/istiod/push";
import type { DemoWorld } from "@/server/demo/world/world";
import { clusterCounters } from "./cluster-counters";
import { clustersWithEndpoints } from "./endpoint-dump";
import { dumpListeners } from "./listener-dump";
import type { ProxyView } from "./proxy-view";
import { certificatesOf } from "./secret-dump";

export type Stat = {
  readonly name: string;
  readonly value: number | string;
  readonly type: "counter" | "gauge" | "text";
};

/** Envoy's `type=` and the kinds of statistics that it leaves. */
const kinds: Readonly<Record<string, Stat["type"]>> = {
  Counters: "counter",
  Gauges: "gauge",
  TextReadouts: "text",
};

/** The statistics that a request asks for; undefined for a type that Envoy does not know. */
export function pickStats(stats: readonly Stat[], query: URLSearchParams): readonly Stat[] | undefined {
  const wanted = query.get("type");
  const used = query.has("usedonly") ? stats.filter(({ value }) => value !== 0) : stats;
  if (wanted === null || wanted === "All") return used;
  if (wanted === "Histograms") return [];
  const kind = kinds[wanted];
  return kind === undefined ? undefined : used.filter(({ type }) => type === kind);
}

const quantiles = [0, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 100];

/** `upstream_rq_time` of every cluster with traffic, as Envoy prints histograms. */
export function histogramPage(world: DemoWorld, view: ProxyView, names: RegExp): string {
  const countersOf = clusterCounters(world, view.proxy);
  const computed = clustersWithEndpoints(view).flatMap((cluster) => {
    const name = `cluster.${cluster.name};.upstream_rq_time`;
    const requests = cluster.endpoints.reduce(
      (sum, _, index) => sum + countersOf(cluster, index).requests,
      0,
    );
    if (requests === 0 || !names.test(name)) return [];
    const baseMs = 2 + (cluster.name.length % 7);
    const values = quantiles.map((quantile) => {
      const ms = Math.round(baseMs * (1 + quantile / 40 + (quantile > 98 ? quantile / 20 : 0)) * 10) / 10;
      return { interval: ms, cumulative: ms };
    });
    return [{ name, values }];
  });
  const histograms = { supported_quantiles: quantiles, computed_quantiles: computed };
  return JSON.stringify({ stats: computed.length === 0 ? [] : [{ histograms }] });
}

const counter = (name: string, value: number): Stat => ({ name, value, type: "counter" });
const gauge = (name: string, value: number): Stat => ({ name, value, type: "gauge" });

/** All statistics of a proxy that the demo keeps, in Envoy's own names. */
export function collectStats(world: DemoWorld, view: ProxyView): readonly Stat[] {
  return [
    { name: "cluster_manager.cds.version_text", value: view.cds.version, type: "text" },
    { name: "listener_manager.lds.version_text", value: view.lds.version, type: "text" },
    ...clusterStats(world, view),
    ...managerStats(world, view),
    ...serverStats(world, view),
  ];
}

function clusterStats(world: DemoWorld, view: ProxyView): readonly Stat[] {
  const countersOf = clusterCounters(world, view.proxy);
  return clustersWithEndpoints(view).flatMap((cluster) => {
    const hosts = cluster.endpoints.map((_, index) => countersOf(cluster, index));
    const sum = (pick: (host: (typeof hosts)[number]) => number): number =>
      hosts.reduce((total, host) => total + pick(host), 0);
    const ejected = hosts.filter((host) => host.ejected).length;
    const healthy = cluster.endpoints.filter((endpoint) => endpoint.healthy).length - ejected;
    const name = (stat: string): string => `cluster.${cluster.name};.${stat}`;
    return [
      gauge(name("circuit_breakers.default.cx_open"), 0),
      gauge(name("circuit_breakers.default.rq_open"), 0),
      gauge(name("circuit_breakers.default.rq_pending_open"), 0),
      gauge(name("membership_healthy"), Math.max(0, healthy)),
      gauge(name("membership_total"), hosts.length),
      gauge(name("membership_degraded"), 0),
      gauge(name("membership_excluded"), 0),
      ...(cluster.outlierDetection === undefined
        ? []
        : [gauge(name("outlier_detection.ejections_active"), ejected)]),
      gauge(
        name("upstream_cx_active"),
        sum((host) => host.connections),
      ),
      counter(
        name("upstream_cx_total"),
        sum((host) => host.connections),
      ),
      counter(name("upstream_cx_connect_fail"), 0),
      gauge(
        name("upstream_rq_active"),
        sum((host) => host.active),
      ),
      counter(
        name("upstream_rq_2xx"),
        sum((host) => host.requests - host.errors),
      ),
      counter(
        name("upstream_rq_5xx"),
        sum((host) => host.errors),
      ),
      counter(
        name("upstream_rq_completed"),
        sum((host) => host.requests),
      ),
      counter(
        name("upstream_rq_total"),
        sum((host) => host.requests),
      ),
      counter(
        name("upstream_rq_timeout"),
        sum((host) => host.timeouts),
      ),
    ];
  });
}

function managerStats(world: DemoWorld, view: ProxyView): readonly Stat[] {
  const log = pushLogOf(world);
  const answered = (type: "cds" | "lds"): number =>
    log
      .pushes()
      .filter(
        (push) =>
          pushedTypes(push, view.proxy).has(type) &&
          answeredAtMs(push, view.proxy, log.timing) <= world.nowMs(),
      ).length;
  const rejected = view.state.lds?.error === undefined ? 0 : 1;
  const listeners = dumpListeners(view).length;
  return [
    counter("cluster_manager.cds.update_attempt", answered("cds") + 1),
    counter("cluster_manager.cds.update_success", answered("cds")),
    counter("cluster_manager.cds.update_rejected", 0),
    counter("cluster_manager.cds.update_failure", 0),
    gauge("cluster_manager.active_clusters", clustersWithEndpoints(view).length + 8),
    gauge("cluster_manager.warming_clusters", 0),
    counter("listener_manager.lds.update_attempt", answered("lds") + 1),
    counter("listener_manager.lds.update_success", answered("lds") - rejected),
    counter("listener_manager.lds.update_rejected", rejected),
    counter("listener_manager.lds.update_failure", 0),
    gauge("listener_manager.total_listeners_active", listeners + 2),
    gauge("listener_manager.total_listeners_warming", 0),
    gauge("listener_manager.total_listeners_draining", 0),
  ];
}

function serverStats(world: DemoWorld, view: ProxyView): readonly Stat[] {
  const { own } = certificatesOf(world, view.proxy);
  const days = Math.max(0, Math.floor((own.notAfterMs - world.nowMs()) / 86_400_000));
  return [
    gauge("server.concurrency", 2),
    gauge("server.days_until_first_cert_expiring", days),
    gauge("server.hot_restart_epoch", 0),
    gauge("server.live", 1),
    gauge("server.state", 0),
    gauge("server.memory_allocated", 24_117_248 + clustersWithEndpoints(view).length * 65_536),
    gauge("server.uptime", Math.floor((world.nowMs() - world.originMs) / 1000)),
  ];
}

/** The statistics that match, as `format=json`, `format=prometheus` or plain text. */
export function printStats(stats: readonly Stat[], format: string | null): { body: string; type: string } {
  if (format === "json")
    return {
      body: JSON.stringify({ stats: stats.map(({ name, value }) => ({ name, value })) }),
      type: "application/json",
    };
  if (format === "prometheus") return { body: printPrometheus(stats), type: "text/plain; charset=UTF-8" };
  return {
    body: stats
      .map(({ name, value }) => `${name}: ${typeof value === "string" ? `"${value}"` : value}\n`)
      .join(""),
    type: "text/plain; charset=UTF-8",
  };
}

function printPrometheus(stats: readonly Stat[]): string {
  const families = new Map<string, { type: string; lines: string[] }>();
  for (const { name, value, type } of stats) {
    if (typeof value === "string") continue;
    const cluster = /^cluster\.(.+);\.(.+)$/.exec(name);
    const plain = cluster === null ? name : `cluster.${cluster[2] ?? ""}`;
    const family = `envoy_${plain.replaceAll(/[^A-Za-z0-9_]/g, "_")}`;
    const entry = families.get(family) ?? { type, lines: [] };
    families.set(family, entry);
    entry.lines.push(`${family}{${cluster === null ? "" : `cluster_name="${cluster[1] ?? ""}"`}} ${value}`);
  }
  return [...families]
    .map(([family, { type, lines }]) => `# TYPE ${family} ${type}\n${lines.join("\n")}\n\n`)
    .join("");
}
