import { jsonPage, type Page, type PageRequest, textPage } from "@/server/demo/pages/serve-pages";
import type { MeshProxy } from "@/server/demo/istiod/mesh-proxies";
import type { DemoWorld } from "@/server/demo/world/world";
import { dumpNode, envoyVersion } from "./bootstrap";
import { clustersPage } from "./clusters-page";
import { dumpConfig } from "./config-dump";
import { queryDump } from "./dump-query";
import { clustersWithEndpoints } from "./endpoint-dump";
import { dumpListeners, staticListeners } from "./listener-dump";
import type { ProtoJson } from "./proto-json";
import { runningView } from "./proxy-view";
import { certificatesPage } from "./secret-dump";
import { collectStats, histogramPage, pickStats, printStats } from "./stats-page";

const mutations = new Set([
  "/logging",
  "/drain_listeners",
  "/healthcheck/fail",
  "/healthcheck/ok",
  "/runtime_modify",
  "/reset_counters",
  "/quitquitquit",
  "/cpuprofiler",
  "/heapprofiler",
  "/reopen_logs",
]);

/** What a proxy's admin port answers to one request. */
export function adminPage(world: DemoWorld, proxy: MeshProxy, request: PageRequest): Page {
  const { path, query, method } = request;
  if (mutations.has(path)) {
    if (method !== "POST") return textPage(`Method ${method} not allowed, POST required.`, 405);
    return textPage(path === "/logging" ? "active loggers:\n  admin: warning\n  config: warning\n" : "OK\n");
  }
  switch (path) {
    case "/config_dump":
      return configDumpPage(world, proxy, query);
    case "/clusters":
      return query.get("format") === "json"
        ? jsonPage(clustersPage(world, runningView(world, proxy)))
        : textPage(plainClusters(world, proxy));
    case "/listeners":
      return listenersPage(world, proxy, query);
    case "/certs": {
      const contexts = clustersWithEndpoints(runningView(world, proxy)).filter(
        (cluster) => cluster.tlsMode === "auto_mutual" || cluster.tlsMode === "istio_mutual",
      ).length;
      return jsonPage(certificatesPage(world, proxy, contexts + 2), true);
    }
    case "/server_info":
      return jsonPage(serverInfo(world, proxy), true);
    case "/init_dump":
      return jsonPage({}, true);
    case "/memory":
      return jsonPage(memory(), true);
    case "/ready":
      return textPage("LIVE\n");
    case "/stats":
    case "/stats/prometheus":
      return statsPage(world, proxy, request);
    case "/runtime":
      return jsonPage({ layers: ["global config", "admin"], entries: {} }, true);
    case "/hot_restart_version":
      return textPage("disabled");
    default:
      return textPage(`invalid path. admin commands are:\n  /certs\n  /clusters\n  /config_dump\n`, 404);
  }
}

function configDumpPage(world: DemoWorld, proxy: MeshProxy, query: URLSearchParams): Page {
  const resource = query.get("resource") ?? undefined;
  const endpoints = query.has("include_eds") || (resource ?? "").includes("endpoint_configs");
  const result = queryDump(dumpConfig(world, runningView(world, proxy), endpoints), {
    resource,
    mask: query.get("mask") ?? undefined,
    nameRegex: query.get("name_regex") ?? undefined,
  });
  return "error" in result ? textPage(result.error, result.status) : jsonPage(result, true);
}

function plainClusters(world: DemoWorld, proxy: MeshProxy): string {
  return clustersWithEndpoints(runningView(world, proxy))
    .flatMap((cluster) => [
      `${cluster.name}::observability_name::${cluster.name};\n`,
      ...cluster.endpoints.map(
        (endpoint) =>
          `${cluster.name}::${endpoint.address}:${endpoint.port}::health_flags::${endpoint.healthy ? "healthy" : "/failed_eds_health"}\n`,
      ),
    ])
    .join("");
}

function listenersPage(world: DemoWorld, proxy: MeshProxy, query: URLSearchParams): Page {
  const listeners = [...staticListeners, ...dumpListeners(runningView(world, proxy))];
  if (query.get("format") !== "json")
    return textPage(
      listeners.map((listener) => `${String(listener["name"])}::${addressText(listener)}\n`).join(""),
    );
  const statuses = listeners.map((listener) => ({
    name: listener["name"],
    local_address: listener["address"],
  }));
  return jsonPage({ listener_statuses: statuses }, true);
}

function addressText(listener: ProtoJson): string {
  return JSON.stringify(listener["address"])
    .replaceAll(/[^0-9.,]/g, "")
    .replace(",", ":");
}

function serverInfo(world: DemoWorld, proxy: MeshProxy): ProtoJson {
  const uptime = `${Math.floor((world.nowMs() - world.originMs) / 1000)}s`;
  return {
    version: envoyVersion,
    state: "LIVE",
    uptime_current_epoch: uptime,
    uptime_all_epochs: uptime,
    hot_restart_version: "disabled",
    command_line_options: {
      base_id: "0",
      concurrency: 2,
      config_path: "etc/istio/proxy/envoy-rev.json",
      local_address_ip_version: "v4",
      log_level: "warning",
      component_log_level: "misc:error",
      drain_time: "45s",
      parent_shutdown_time: "60s",
      mode: "Serve",
      disable_hot_restart: true,
      restart_epoch: 0,
      drain_strategy: "Immediate",
      skip_deprecated_logs: true,
    },
    node: dumpNode(world.spec, proxy),
    hot_restart_initializing: false,
  };
}

function memory(): ProtoJson {
  return {
    allocated: "24117248",
    heap_size: "41943040",
    pageheap_unmapped: "2097152",
    pageheap_free: "5431296",
    total_thread_cache: "4739704",
    total_physical_bytes: "44949246",
  };
}

function statsPage(world: DemoWorld, proxy: MeshProxy, request: PageRequest): Page {
  const filter = request.query.get("filter");
  let names: RegExp;
  try {
    names = new RegExp(filter ?? "");
  } catch {
    return textPage(`Invalid re2 regex`, 400);
  }
  const view = runningView(world, proxy);
  if (request.query.get("type") === "Histograms")
    return { status: 200, contentType: "application/json", body: histogramPage(world, view, names) };
  const stats = pickStats(
    collectStats(world, view).filter((stat) => names.test(stat.name)),
    request.query,
  );
  if (stats === undefined)
    return textPage("usage: /stats?type=<All|Counters|Gauges|Histograms|TextReadouts>", 400);
  const format = request.path.endsWith("/prometheus") ? "prometheus" : request.query.get("format");
  const { body, type } = printStats(stats, format);
  return { status: 200, contentType: type, body };
}
