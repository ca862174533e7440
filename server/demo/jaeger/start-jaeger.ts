import { type Page, servePages, textPage } from "@/server/demo/pages/serve-pages";
import type { DemoServer, DemoWorld } from "@/server/demo/world/world";
import { legacyPage } from "./legacy-pages";
import { v3Page } from "./v3-pages";

export type JaegerOptions = {
  readonly host: string;
  readonly port?: number;
  /** Which of its APIs this Jaeger still or already has; both when absent. */
  readonly api?: "v3" | "legacy" | "both";
};

/** A Jaeger query service over the traces of a world. */
export async function startJaeger(world: DemoWorld, options: JaegerOptions): Promise<DemoServer> {
  const { api = "both" } = options;
  const server = await servePages({
    host: options.host,
    ...(options.port === undefined ? {} : { port: options.port }),
    answer: async ({ path, query }): Promise<Page> => {
      const notFound = textPage("404 page not found\n", 404);
      if (path.startsWith("/api/v3/"))
        return (api === "legacy" ? undefined : await v3Page(world, path.slice(8), query)) ?? notFound;
      if (path.startsWith("/api/"))
        return (api === "v3" ? undefined : await legacyPage(world, path.slice(5), query)) ?? notFound;
      return path === "/" ? textPage("Jaeger query service of the demo mesh\n") : notFound;
    },
  });
  return { url: server.url, close: server.close };
}
