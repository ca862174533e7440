import {
  jsonPage,
  type Page,
  type PageRequest,
  type PageServer,
  servePages,
  textPage,
} from "@/server/demo/pages/serve-pages";
import type { DemoWorld } from "@/server/demo/world/world";
import { ambientzPage } from "@/server/demo/ztunnel/ambientz-page";
import { connectionOf, outages, secondReplicaDown } from "./connections";
import {
  adszPage,
  authorizationPage,
  configDumpPage,
  configzPage,
  connectionsPage,
  currentObjects,
  type HeldProxy,
  meshPage,
  sidecarPage,
  synczPage,
} from "./debug-pages";
import { meshProxies } from "./mesh-proxies";
import { metricsPage } from "./metrics-page";
import { pushLogOf } from "./push-log";
import { pushStatus } from "./push-status";
import { endpointShardsPage, instancesPage, registryPage } from "./registry-pages";

/** How the debug pages treat callers: as on loopback, without a valid token, or with a token of another namespace. */
export type DebugAccess = "open" | "unauthenticated" | { readonly namespace: string };

export type DemoIstiods = {
  readonly replicas: readonly { readonly pod: string; readonly url: string }[];
  readonly setDebugAccess: (access: DebugAccess) => void;
  readonly close: () => Promise<void>;
};

const listedPages =
  "adsz adsz?push=true ambientz authorizationz clusterz config_dump configz connections endpointShardz endpointz instancesz mesh networkz push_status pushcontext registryz resourcesz sidecarz syncz telemetryz".split(
    " ",
  );

/** Pages that a token of another namespace may read, for its own proxies. */
const ownProxyPages = new Set(["config_dump", "ndsz", "edsz", "sidecarz"]);

function heldBy(world: DemoWorld, replica: number): readonly HeldProxy[] {
  const all = outages(world);
  return meshProxies(world.spec).flatMap((proxy, number) => {
    const connection = connectionOf(world, proxy, all);
    return connection?.replica === replica
      ? [{ proxy, sinceMs: connection.sinceMs, number: number + 1 }]
      : [];
  });
}

/**
 * The monitoring port of both replicas. In the scenario `istiod-replica-down` the second refuses connections; its
 * proxies belong to none for some seconds and then to the first.
 */
export async function startIstiods(
  world: DemoWorld,
  options: { readonly host: string },
): Promise<DemoIstiods> {
  let access: DebugAccess = "open";
  pushLogOf(world);
  const servers = await Promise.all(
    world.spec.istiodPods.slice(0, 2).map(async (pod, replica) => ({
      pod: pod.name,
      server: await servePages({
        host: options.host,
        answer: (request) =>
          replica === 1 && secondReplicaDown(world) ? undefined : answer(world, replica, request, access),
      }),
    })),
  );
  const second = servers[1]?.server;
  const watch = setInterval(() => void followScenario(world, second), 250);
  watch.unref();
  return {
    replicas: servers.map(({ pod, server }) => ({ pod, url: server.url })),
    setDebugAccess: (next) => {
      access = next;
    },
    close: async () => {
      clearInterval(watch);
      await Promise.all(servers.map(({ server }) => server.close()));
    },
  };
}

async function followScenario(world: DemoWorld, second: PageServer | undefined): Promise<void> {
  // A port that is taken meanwhile leaves the replica down; the next turn tries again.
  await second?.setListening(!secondReplicaDown(world)).catch(() => undefined);
}

function answer(world: DemoWorld, replica: number, request: PageRequest, access: DebugAccess): Page {
  const { path } = request;
  if (path === "/version") return textPage(`${world.spec.istioVersion}-demo-Clean`);
  if (path === "/ready") return textPage("");
  const held = heldBy(world, replica);
  if (path === "/metrics")
    return {
      status: 200,
      contentType: "text/plain; version=0.0.4; charset=utf-8; escaping=underscores",
      body: metricsPage(world, held),
    };
  if (!path.startsWith("/debug/")) return textPage("404 page not found\n", 404);
  const name = path.slice("/debug/".length);
  if (access === "unauthenticated") return textPage("", 401);
  if (access !== "open" && !ownProxyPages.has(name)) return textPage("", 403);
  return debugPage(world, name, request.query, held, access);
}

function debugPage(
  world: DemoWorld,
  name: string,
  query: URLSearchParams,
  held: readonly HeldProxy[],
  access: DebugAccess,
): Page {
  if (name === "config_dump" || name === "sidecarz") return proxyPage(world, name, query, held, access);
  const objects = currentObjects(world);
  const pages: Readonly<Record<string, () => unknown>> = {
    list: () => listedPages,
    syncz: () => synczPage(world, held, query.get("namespace")),
    connections: () => connectionsPage(held),
    adsz: () => adszPage(world, held, query.get("proxyID")),
    ambientz: () => ambientzPage(world, objects),
    registryz: () => registryPage(world, objects),
    endpointShardz: () => endpointShardsPage(world, objects),
    endpointz: () => endpointShardsPage(world, objects),
    instancesz: () =>
      instancesPage(
        world,
        objects,
        held.map(({ proxy }) => proxy),
      ),
    configz: () => configzPage(objects),
    mesh: () => meshPage(world, objects),
    push_status: () => pushStatus(objects),
    clusterz: () => [{ id: world.spec.cluster, secretName: "", syncStatus: "synced" }],
    authorizationz: () => authorizationPage(objects),
    pushcontext: () => ({
      AuthorizationPolicies: { namespace_to_policies: {}, root_namespace: "istio-system" },
      NetworkGateways: null,
      UnresolvedGateways: null,
    }),
    networkz: () => null,
    resourcesz: () => Object.keys(objects).filter((key) => key.includes("/")),
    telemetryz: () => ({
      telemetries: { namespace_to_telemetries: {}, root_namespace: "istio-system" },
    }),
  };
  const page = pages[name];
  return page === undefined ? textPage("404 page not found\n", 404) : jsonPage(page(), query.has("pretty"));
}

function proxyPage(
  world: DemoWorld,
  name: string,
  query: URLSearchParams,
  held: readonly HeldProxy[],
  access: DebugAccess,
): Page {
  const id = query.get("proxyID") ?? "";
  if (id === "") return textPage("You must provide a proxyID in the query string\n", 400);
  const found = held.find(({ proxy, number }) => `${proxy.id}-${number}`.includes(id));
  const foreign = typeof access === "object" && found?.proxy.namespace !== access.namespace;
  if (found === undefined || foreign)
    return textPage(
      "Proxy not connected to this Pilot instance. It may be connected to another instance.\n",
      404,
    );
  return jsonPage(
    name === "sidecarz"
      ? sidecarPage(world, found.proxy)
      : configDumpPage(world, found.proxy, query.has("include_eds")),
    query.has("pretty"),
  );
}
