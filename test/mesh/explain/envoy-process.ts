import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../until";
import { startUpstream } from "./upstream";

const manager =
  "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager";
const router = {
  name: "envoy.filters.http.router",
  typed_config: { "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" },
};

/** The stock Envoy that the mesh bed has built; undefined without one. */
export function envoyBinary(): string | undefined {
  const cache = process.env["MESHBED_CACHE"] ?? join(homedir(), ".cache/meshbed");
  const path = join(cache, "bin/envoy");
  return existsSync(path) ? path : undefined;
}

export type RunningEnvoy = {
  /** The socket on which the table of this index serves. */
  readonly socket: (index: number) => string;
  readonly stop: () => Promise<void>;
};

/** An Envoy with one HTTP listener for each route table; each answer says in its headers what was chosen. */
export async function startEnvoy(
  binary: string,
  tables: readonly unknown[],
  clusters: readonly string[] = ["c1", "c2"],
): Promise<RunningEnvoy> {
  const set = (key: string, value: string) => ({
    header: { key, value },
    append_action: "OVERWRITE_IF_EXISTS_OR_ADD",
  });
  const chosen = [set("x-route", "%ROUTE_NAME%"), set("x-cluster", "%UPSTREAM_CLUSTER_RAW%")];
  const httpListeners = tables.map((table) =>
    httpListener({ route_config: { ...(table as object), response_headers_to_add: chosen } }),
  );
  const answering = { match: { prefix: "" }, direct_response: { status: 200 } };
  const upstream = { virtual_hosts: [{ name: "all", domains: ["*"], routes: [answering] }] };
  return startListeners(binary, [...httpListeners, httpListener({ route_config: upstream })], (folder) =>
    clusters.map((name) => cluster(name, join(folder, `${tables.length}.sock`))),
  );
}

/** What Envoy says of its own answers. */
const answers = {
  body_format: { json_format: { details: "%RESPONSE_CODE_DETAILS%", flags: "%RESPONSE_FLAGS%" } },
};

/** An Envoy with one listener for each connection manager, and upstreams that say what reached them. */
export async function startManagers(
  binary: string,
  managers: readonly object[],
  around: readonly { readonly listener: object; readonly chain: object }[] = [],
): Promise<RunningEnvoy> {
  const folder = mkdtempSync(join(tmpdir(), "hd-upstream-"));
  const at = (name: string) => join(folder, `${name}.sock`);
  const upstreams = await Promise.all(["c1", "c2"].map((name) => startUpstream(name, at(name))));
  const listeners = managers.map((own, index) =>
    httpListener({ ...own, local_reply_config: answers }, around[index]),
  );
  const envoy = await startListeners(binary, listeners, () =>
    ["c1", "c2"].map((name) => cluster(name, at(name))),
  );
  return {
    socket: envoy.socket,
    stop: async () => {
      await envoy.stop();
      await Promise.all(upstreams.map((upstream) => upstream.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** An Envoy that serves each listener on a socket of its own. */
export async function startListeners(
  binary: string,
  listeners: readonly object[],
  clusters: (folder: string) => readonly unknown[] = () => [],
): Promise<RunningEnvoy> {
  const folder = mkdtempSync(join(tmpdir(), "hd-envoy-"));
  const socket = (index: number) => join(folder, `${index}.sock`);
  const config = {
    static_resources: {
      listeners: listeners.map((one, index) => ({
        name: `l${index}`,
        address: { pipe: { path: socket(index) } },
        ...one,
      })),
      clusters: clusters(folder),
    },
  };
  const file = join(folder, "envoy.json");
  writeFileSync(file, JSON.stringify(config));
  const child = spawn(
    binary,
    [
      "-c",
      file,
      "--concurrency",
      "1",
      "--use-dynamic-base-id",
      "--log-level",
      "error",
      "--disable-hot-restart",
    ],
    { stdio: ["ignore", "inherit", "inherit"] },
  );
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const refused = ended.then(() => {
    throw new Error("Envoy ended at its start: it refuses the configuration");
  });
  const stop = async () => {
    child.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const listens = until("Envoy listens", () => Promise.resolve(existsSync(socket(listeners.length - 1))));
  await Promise.race([listens, refused]);
  refused.catch(() => undefined);
  return { socket, stop };
}

function httpListener(own: object, around: { readonly listener?: object; readonly chain?: object } = {}) {
  const settings = { "@type": manager, stat_prefix: "http", http_filters: [router], ...own };
  const filters = [{ name: "http", typed_config: settings }];
  return { ...around.listener, filter_chains: [{ ...around.chain, filters }] };
}

function cluster(name: string, path: string) {
  const endpoint = { address: { pipe: { path } } };
  return {
    name,
    type: "STATIC",
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [{ endpoint }] }] },
  };
}
