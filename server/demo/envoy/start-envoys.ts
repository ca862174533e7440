import { type MeshProxy, meshProxies } from "@/server/demo/istiod/mesh-proxies";
import {
  type Page,
  type PageRequest,
  type PageServer,
  servePages,
  textPage,
} from "@/server/demo/pages/serve-pages";
import type { DemoWorld } from "@/server/demo/world/world";
import { ztunnelPage } from "@/server/demo/ztunnel/admin-page";
import { adminPage } from "./admin-pages";

export type EnvoyFault = "unreachable" | "truncated";
type PodName = { readonly namespace: string; readonly name: string };

export type DemoEnvoys = {
  /** Template for direct access: `http://127.0.0.1:<port>/pods/{namespace}/{pod}`. */
  readonly url: string;
  /** Where a pod's admin port (15000) is served at the root, for port-forwards. */
  readonly addressOf: (pod: PodName, port: number) => { host: string; port: number } | undefined;
  /** Lets a pod's admin port drop every connection, or break config dumps off in the middle; undefined heals it. */
  readonly setFault: (pod: PodName, fault: EnvoyFault | undefined) => void;
  readonly close: () => Promise<void>;
};

const adminPort = 15_000;
/** A port for each pod is only for port-forwards; meshes made for measuring do without. */
const podsWithOwnPort = 256;

/** The admin interface of every pod that has or is a proxy: one listener for all by path, and one for each pod. */
export async function startEnvoys(world: DemoWorld, options: { readonly host: string }): Promise<DemoEnvoys> {
  const { host } = options;
  const proxies = meshProxies(world.spec);
  const byPod = new Map(proxies.map((proxy) => [`${proxy.namespace}/${proxy.pod.name}`, proxy]));
  const faults = new Map<string, EnvoyFault>();
  const answerFor = (proxy: MeshProxy, request: PageRequest): Page | undefined => {
    const fault = faults.get(`${proxy.namespace}/${proxy.pod.name}`);
    if (fault === "unreachable") return undefined;
    const page =
      proxy.type === "ztunnel" ? ztunnelPage(world, proxy, request) : adminPage(world, proxy, request);
    if (fault !== "truncated" || request.path !== "/config_dump") return page;
    return { ...page, cutAt: Math.floor(Buffer.byteLength(page.body) / 2) };
  };
  const shared = await servePages({
    host,
    answer: (request) => {
      const match = /^\/pods\/([^/]+)\/([^/]+)(\/.*)?$/.exec(request.path);
      const proxy = byPod.get(`${match?.[1] ?? ""}/${match?.[2] ?? ""}`);
      if (proxy === undefined) return textPage("no such pod, or it has no proxy", 404);
      return answerFor(proxy, { ...request, path: match?.[3] ?? "/" });
    },
  });
  const own = new Map<string, PageServer>();
  if (proxies.length <= podsWithOwnPort)
    await Promise.all(
      proxies.map(async (proxy) => {
        const server = await servePages({ host, answer: (request) => answerFor(proxy, request) });
        own.set(`${proxy.namespace}/${proxy.pod.name}`, server);
      }),
    );
  return {
    url: `${shared.url}/pods/{namespace}/{pod}`,
    addressOf: (pod, port) => {
      const server = port === adminPort ? own.get(`${pod.namespace}/${pod.name}`) : undefined;
      return server === undefined ? undefined : { host, port: server.port };
    },
    setFault: (pod, fault) => {
      if (fault === undefined) faults.delete(`${pod.namespace}/${pod.name}`);
      else faults.set(`${pod.namespace}/${pod.name}`, fault);
    },
    close: async () => {
      await Promise.all([shared, ...own.values()].map((server) => server.close()));
    },
  };
}
