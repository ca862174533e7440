import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

const binary = process.env["MESHBED_ENVOY"] ?? join(homedir(), ".cache/meshbed/bin/envoy");

/** Whether a stock Envoy is here to be started. */
export const hasEnvoy = existsSync(binary);

export type OwnEnvoy = {
  /** Stops it in the middle of whatever it does; it answers nothing until it goes on. */
  readonly freeze: () => void;
  readonly goOn: () => void;
  /** Where its admin page answers; undefined until it listens. */
  readonly adminUrl: () => string | undefined;
  readonly stop: () => Promise<void>;
};

export type OwnEnvoyOptions = {
  readonly type?: "sidecar" | "router";
  readonly address?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Socket of an agent that gives out certificates; without one it gets none. */
  readonly secretsSocket?: string;
};

const host = (address: string) => {
  const [name, port] = address.split(":");
  return { endpoint: { address: { socket_address: { address: name, port_value: Number(port) } } } };
};

const pipe = (path: string) => ({ endpoint: { address: { pipe: { path } } } });

const grpcCluster = (name: string, at: object) => ({
  name,
  type: "STATIC",
  connect_timeout: "1s",
  typed_extension_protocol_options: {
    "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
      "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
      explicit_http_config: { http2_protocol_options: {} },
    },
  },
  load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [at] }] },
});

function bootstrapOf(xds: string, namespace: string, pod: string, options: OwnEnvoyOptions) {
  const { type = "sidecar", address = "127.0.0.1", labels = {}, secretsSocket } = options;
  const secrets = secretsSocket === undefined ? host("127.0.0.1:9") : pipe(secretsSocket);
  const metadata = { NAMESPACE: namespace, CLUSTER_ID: "Kubernetes", ISTIO_VERSION: "1.30.1", NAME: pod };
  return {
    admin: { address: { socket_address: { address: "127.0.0.1", port_value: 0 } } },
    node: {
      id: `${type}~${address}~${pod}.${namespace}~${namespace}.svc.cluster.local`,
      cluster: `${pod}.${namespace}`,
      metadata: { ...metadata, LABELS: labels, INSTANCE_IPS: address },
    },
    dynamic_resources: {
      ads_config: {
        api_type: "GRPC",
        transport_api_version: "V3",
        grpc_services: [{ envoy_grpc: { cluster_name: "xds-grpc" } }],
      },
      lds_config: { ads: {}, resource_api_version: "V3" },
      cds_config: { ads: {}, resource_api_version: "V3" },
    },
    static_resources: { clusters: [grpcCluster("xds-grpc", host(xds)), grpcCluster("sds-grpc", secrets)] },
  };
}

/** A stock Envoy that is connected to istiod at `xds` as the proxy of `pod`, which Kubernetes does not know. */
export function startOwnEnvoy(
  xds: string,
  namespace: string,
  pod: string,
  options: OwnEnvoyOptions = {},
): OwnEnvoy {
  const folder = mkdtempSync(join(tmpdir(), "heddle-envoy-"));
  const [file, admin] = [join(folder, "bootstrap.json"), join(folder, "admin")];
  writeFileSync(file, JSON.stringify(bootstrapOf(xds, namespace, pod, options)));
  const base = ["--use-dynamic-base-id", "--concurrency", "1", "--log-level", "error"];
  // What drains keeps its route tables, for ten minutes by default.
  const drain = ["--drain-time-s", "1", "--drain-strategy", "immediate"];
  const args = ["-c", file, "--admin-address-path", admin, ...base, ...drain];
  const child: ChildProcess = spawn(binary, args, { stdio: "ignore" });
  return {
    freeze: () => void child.kill("SIGSTOP"),
    goOn: () => void child.kill("SIGCONT"),
    adminUrl: () => (existsSync(admin) ? `http://${readFileSync(admin, "utf8").trim()}` : undefined),
    async stop() {
      const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGKILL");
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
