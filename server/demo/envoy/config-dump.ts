import type { DemoWorld } from "@/server/demo/world/world";
import { dumpBootstrap } from "./bootstrap";
import { dumpDynamicClusters, staticClusters } from "./cluster-dump";
import { dumpEndpoints, dumpStaticEndpoints } from "./endpoint-dump";
import { inboundRouteConfigs } from "./inbound-listener";
import { dumpListeners, staticListeners, staticRouteConfigs } from "./listener-dump";
import { anyOf, type ProtoJson, withoutAbsent } from "./proto-json";
import type { ProxyView, TypeView } from "./proxy-view";
import { dumpRouteConfig, routeConfigsOf } from "./route-dump";
import { dumpSecrets } from "./secret-dump";
import { dumpExtensions } from "./wasm-filters";

const section = (name: string, fields: ProtoJson): ProtoJson =>
  anyOf(`envoy.admin.v3.${name}`, withoutAbsent(fields));
const time = (ms: number): string => new Date(ms).toISOString();
const stamp = (type: TypeView): ProtoJson => ({ last_updated: time(type.updatedMs) });

/** The sections of `config_dump` as Envoy orders them; endpoints only when asked for. */
export function dumpConfig(
  world: DemoWorld,
  view: ProxyView,
  includeEndpoints: boolean,
): readonly ProtoJson[] {
  const startedMs = world.originMs;
  const fixed = { last_updated: time(startedMs) };
  const { cds, rds } = view;
  return [
    section("BootstrapConfigDump", { bootstrap: dumpBootstrap(view.spec, view.proxy), ...fixed }),
    section("ClustersConfigDump", {
      version_info: cds.version,
      static_clusters: staticClusters.map((cluster) => ({ cluster, ...fixed })),
      // Incremental xDS, Istio's default, leaves the versions of single resources empty.
      dynamic_active_clusters: dumpDynamicClusters(view).map((cluster) => ({
        cluster,
        ...stamp(cds),
      })),
    }),
    ...(includeEndpoints
      ? [
          section("EndpointsConfigDump", {
            static_endpoint_configs: dumpStaticEndpoints().map((endpoint_config) => ({ endpoint_config })),
            dynamic_endpoint_configs: dumpEndpoints(view).map((endpoint_config) => ({ endpoint_config })),
          }),
        ]
      : []),
    listenerSection(view, fixed),
    section("ScopedRoutesConfigDump", {}),
    section("RoutesConfigDump", {
      static_route_configs: staticRoutes(view).map((config) => ({
        route_config: anyOf("envoy.config.route.v3.RouteConfiguration", config),
        ...fixed,
      })),
      dynamic_route_configs: routeConfigsOf(view).map((config) => ({
        route_config: dumpRouteConfig(config),
        ...stamp(rds),
      })),
    }),
    section("SecretsConfigDump", { dynamic_active_secrets: dumpSecrets(world, view.proxy) }),
    ...extensionSection(view),
  ];
}

/** Envoy prints the section only where a filter was subscribed to. */
function extensionSection(view: ProxyView): readonly ProtoJson[] {
  const filters = dumpExtensions(view, "envoy");
  return filters.length === 0 ? [] : [section("EcdsConfigDump", { ecds_filters: filters })];
}

function staticRoutes(view: ProxyView): readonly ProtoJson[] {
  // Each inbound port has a chain for mTLS and one for plaintext, and each carries its own copy.
  const inbound =
    view.proxy.type === "router" ? [] : inboundRouteConfigs(view).flatMap((config) => [config, config]);
  return [...staticRouteConfigs, ...inbound];
}

function listenerSection(view: ProxyView, fixed: ProtoJson): ProtoJson {
  const { lds } = view;
  const failure = view.state.lds?.failure;
  const message = view.state.lds?.error;
  const details = message?.replace(/^Error adding\/updating listener\(s\) \S+: /, "").trimEnd();
  const refused = /listener\(s\) (\S+):/.exec(message ?? "")?.[1];
  const listeners = dumpListeners(view);
  return section("ListenersConfigDump", {
    version_info: lds.version,
    static_listeners: staticListeners.map((listener) => ({ listener, ...fixed })),
    dynamic_listeners: [
      ...listeners.map((listener) =>
        withoutAbsent({
          name: listener["name"],
          active_state: { listener, ...stamp(lds) },
          error_state:
            failure === undefined || listener["name"] !== refused
              ? undefined
              : { failed_configuration: listener, last_update_attempt: time(failure.atMs), details },
        }),
      ),
      ...(failure === undefined
        ? []
        : [
            {
              error_state: {
                failed_configuration: listeners.find((listener) => listener["name"] === refused),
                details,
              },
            },
          ]),
    ],
  });
}
