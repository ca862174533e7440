import { readFileSync } from "node:fs";
import { z } from "zod";
import { createDumpReader } from "@/lib/proxies/dump/reader";
import { scanDumpBytes } from "@/lib/proxies/dump/scan-bytes";
import { explainFlow } from "@/lib/proxies/explain-flow/explain-flow";
import type { Explanation } from "@/lib/proxies/explain-flow/explanation";
import { createFlowDump, type FlowDump } from "@/lib/proxies/explain-flow/flow-dump";
import { requestOf } from "@/lib/proxies/explain-flow/flow-fixture";
import type { FlowRequest } from "@/lib/proxies/explain-flow/flow-request";
import { clustersPageSchema } from "@/lib/proxies/live-clusters";
import { numberFromProto } from "@/lib/proxies/proto-json";
import type { Bed } from "./bed-file";
import { callKube } from "./kube";
import { startOwnEnvoy, type OwnEnvoy } from "./own-envoy";
import { createNamespace, removeNamespace } from "./xds/mesh-objects";

const home = "hd-explain";
const labels = { app: "hd-explain-gateway" };
export const port = 18_101;
const host = "echo.hd-explain.test";
export const authority = `${host}:${port}`;
const networking = "networking.istio.io/v1";

const to = (name: string, weight = 100) => ({
  destination: { host: `${name}.bookinfo.svc.cluster.local`, port: { number: 9080 } },
  weight,
});
const at = (prefix: string, more: object = {}) => ({ match: [{ uri: { prefix }, ...more }] });
const abort = (value: number, httpStatus: number) => ({
  fault: { abort: { percentage: { value }, httpStatus } },
});

const http = [
  { ...at("/direct"), directResponse: { status: 418 } },
  { ...at("/redirect"), redirect: { uri: "/moved", authority: "other.test", redirectCode: 308 } },
  { ...at("/abort-some"), ...abort(40, 529), route: [to("details")] },
  { ...at("/abort"), ...abort(100, 555), route: [to("details")] },
  { ...at("/user", { headers: { "x-user": { exact: "ada" } } }), directResponse: { status: 208 } },
  { ...at("/user"), rewrite: { uri: "/details/0" }, route: [to("details")] },
  { ...at("/split"), rewrite: { uri: "/health" }, route: [to("details", 70), to("ratings", 30)] },
  { ...at("/denied"), rewrite: { uri: "/details/0" }, route: [to("details")] },
  { ...at("/nowhere"), route: [{ destination: { host: "nobody.hd-explain.test" } }] },
];

const scene: readonly (readonly [plural: string, apiVersion: string, kind: string, spec: object])[] = [
  [
    "gateways",
    networking,
    "Gateway",
    {
      selector: labels,
      servers: [{ port: { number: port, name: "http", protocol: "HTTP" }, hosts: [host] }],
    },
  ],
  ["virtualservices", networking, "VirtualService", { hosts: [host], gateways: [`${home}/scene`], http }],
  [
    "authorizationpolicies",
    "security.istio.io/v1",
    "AuthorizationPolicy",
    {
      selector: { matchLabels: labels },
      action: "DENY",
      rules: [{ to: [{ operation: { paths: ["/denied*"], methods: ["GET"] } }] }],
    },
  ],
];

/** A gateway of the suite's own on the real istiod, with routes and a policy that nobody else sees. */
export class GatewayScene {
  private readonly bed: Bed;
  private readonly envoy: OwnEnvoy;

  private constructor(bed: Bed, envoy: OwnEnvoy) {
    this.bed = bed;
    this.envoy = envoy;
  }

  static async start(bed: Bed): Promise<GatewayScene> {
    await createNamespace(bed, home);
    const { ISTIOD_XDS: xds } = z
      .looseObject({ ISTIOD_XDS: z.string() })
      .parse(JSON.parse(readFileSync(process.env["MESHBED"] ?? "", "utf8")));
    const ratings = bed.pods.find(({ workload }) => workload === "ratings-v1")?.name ?? "";
    const secretsSocket = `/tmp/meshbed/pods/${ratings}/var/run/secrets/workload-spiffe-uds/socket`;
    const options = { type: "router", address: "10.244.99.7", labels, secretsSocket } as const;
    const own = new GatewayScene(bed, startOwnEnvoy(xds, home, "gateway-0", options));
    await own.clear();
    for (const [plural, apiVersion, kind, spec] of scene) {
      const object = { apiVersion, kind, metadata: { name: "scene", namespace: home }, spec };
      const { status, body } = await callKube(
        bed,
        "POST",
        pathOf(apiVersion, plural),
        object,
        bed.TOKEN_ADMIN,
      );
      if (status !== 201) throw new Error(`${kind}: ${status} ${JSON.stringify(body)}`);
    }
    return own;
  }

  async close(): Promise<void> {
    await this.envoy.stop();
    await this.clear();
    await removeNamespace(this.bed, home);
  }

  private async clear(): Promise<void> {
    for (const [plural, apiVersion] of scene)
      await callKube(
        this.bed,
        "DELETE",
        `${pathOf(apiVersion, plural)}/scene`,
        undefined,
        this.bed.TOKEN_ADMIN,
      );
  }

  private async admin(path: string): Promise<Response> {
    const url = this.envoy.adminUrl();
    if (url === undefined) throw new Error("the gateway is not up");
    return fetch(`${url}${path}`);
  }

  /** What it has been told so far. */
  async dump(): Promise<FlowDump> {
    const response = await this.admin("/config_dump?include_eds");
    return createFlowDump(createDumpReader(scanDumpBytes(new Uint8Array(await response.arrayBuffer()))));
  }

  async explain(more: Partial<FlowRequest>): Promise<Explanation> {
    const request = requestOf({ direction: "gateway", host, port, ip: "127.0.0.1", ...more });
    return explainFlow(await this.dump(), { live: await this.live() }, request);
  }

  private async live() {
    return clustersPageSchema.parse(await (await this.admin("/clusters?format=json")).json());
  }

  /** Requests that it has sent so far, by cluster. */
  async sent(): Promise<ReadonlyMap<string, number>> {
    const { cluster_statuses: all } = await this.live();
    return new Map(
      all.map(({ name, host_statuses: hosts }) => [
        name,
        hosts.reduce(
          (sum, { stats }) =>
            sum + (numberFromProto(stats.find((stat) => stat.name === "rq_total")?.value) ?? 0),
          0,
        ),
      ]),
    );
  }
}

function pathOf(apiVersion: string, plural: string): string {
  return `/apis/${apiVersion}/namespaces/${home}/${plural}`;
}
