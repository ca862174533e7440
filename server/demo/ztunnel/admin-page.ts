import type { MeshProxy } from "@/server/demo/istiod/mesh-proxies";
import { jsonPage, type Page, type PageRequest, textPage } from "@/server/demo/pages/serve-pages";
import type { DemoWorld } from "@/server/demo/world/world";
import { ztunnelDump } from "./dump";

const mutations = new Set(["/logging", "/quitquitquit"]);

/** What the admin port of a ztunnel answers. It has none of Envoy's pages but the dump. */
export function ztunnelPage(world: DemoWorld, proxy: MeshProxy, { path, method }: PageRequest): Page {
  if (mutations.has(path))
    return method === "POST" ? textPage("OK\n") : textPage("Invalid HTTP method\n", 405);
  if (path === "/config_dump") return jsonPage(ztunnelDump(world, proxy), true);
  return textPage("Not Found", 404);
}
