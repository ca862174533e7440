import type { MeshObjects } from "@/lib/xds/mesh-objects";
import type { XdsRouteConfig } from "@/lib/xds/model";
import { routeConfigFor } from "@/lib/xds/route-config";
import { narrowObjects } from "./narrow-objects";
import type { ProxyClass } from "./proxy-classes";

/** Routes of one side of a change, each made once. */
export class MadeRoutes {
  readonly #objects: MeshObjects;
  readonly #narrow = new Map<string, MeshObjects>();
  readonly #made = new Map<ProxyClass, Map<string, XdsRouteConfig>>();

  constructor(objects: MeshObjects) {
    this.#objects = objects;
  }

  /** All routes that proxies of a class have for a port. */
  ofPort(of: ProxyClass, port: number): XdsRouteConfig {
    return this.#config(of, `${port}`, () => this.#objects, port);
  }

  /** Those of them that decide about a host of the mesh; others are missing. */
  ofHost(of: ProxyClass, port: number, host: string): XdsRouteConfig {
    const narrow = (): MeshObjects => {
      const objects = this.#narrow.get(host) ?? narrowObjects(this.#objects, new Set([host]));
      this.#narrow.set(host, objects);
      return objects;
    };
    return this.#config(of, `${port} ${host}`, narrow, port);
  }

  #config(of: ProxyClass, key: string, objects: () => MeshObjects, port: number): XdsRouteConfig {
    const own = this.#made.get(of) ?? new Map<string, XdsRouteConfig>();
    this.#made.set(of, own);
    const config = own.get(key) ?? routeConfigFor({ objects: objects(), proxy: of.proxy, port });
    own.set(key, config);
    return config;
  }
}
