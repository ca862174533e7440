import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

const binary = process.env["MESHBED_ENVOY"] ?? join(homedir(), ".cache/meshbed/bin/envoy");

/** Whether a stock Envoy is here to be started. */
export const hasEnvoy = existsSync(binary);

export type OwnEnvoy = {
  /** Stops it in the middle of whatever it does; it answers nothing until it goes on. */
  readonly freeze: () => void;
  readonly goOn: () => void;
  readonly stop: () => Promise<void>;
};

const host = (address: string) => {
  const [name, port] = address.split(":");
  return { endpoint: { address: { socket_address: { address: name, port_value: Number(port) } } } };
};

const grpcCluster = (name: string, address: string) => ({
  name,
  type: "STATIC",
  connect_timeout: "1s",
  typed_extension_protocol_options: {
    "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
      "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
      explicit_http_config: { http2_protocol_options: {} },
    },
  },
  load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [host(address)] }] },
});

/** A stock Envoy that is connected to istiod at `xds` as the sidecar of `pod`, which Kubernetes does not know. */
export function startOwnEnvoy(xds: string, namespace: string, pod: string): OwnEnvoy {
  const folder = mkdtempSync(join(tmpdir(), "heddle-envoy-"));
  const file = join(folder, "bootstrap.json");
  const bootstrap = {
    node: {
      id: `sidecar~127.0.0.1~${pod}.${namespace}~${namespace}.svc.cluster.local`,
      cluster: `${pod}.${namespace}`,
      metadata: { NAMESPACE: namespace, CLUSTER_ID: "Kubernetes", ISTIO_VERSION: "1.30.1", NAME: pod },
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
    static_resources: { clusters: [grpcCluster("xds-grpc", xds), grpcCluster("sds-grpc", "127.0.0.1:9")] },
  };
  writeFileSync(file, JSON.stringify(bootstrap));
  const args = ["-c", file, "--use-dynamic-base-id", "--concurrency", "1", "--log-level", "error"];
  const child: ChildProcess = spawn(binary, args, { stdio: "ignore" });
  return {
    freeze: () => void child.kill("SIGSTOP"),
    goOn: () => void child.kill("SIGCONT"),
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
