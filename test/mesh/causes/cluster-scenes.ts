import type { Behaviour } from "./faulty-server";
import type { Scene } from "./scene";
import { destinationRule, hostOf, namespace, networking, object, routeTo } from "./scene-objects";

const ok: Behaviour = { kind: "answers", status: 200 };
const published = (name: string) => `${name}.why.test`;
const gateway = (name: string, hosts: readonly string[], more: object = {}, selector = "ingressgateway") =>
  object(networking, "Gateway", "gateways", name, {
    spec: {
      selector: { istio: selector },
      servers: [{ port: { number: 80, name: "http", protocol: "HTTP" }, hosts, ...more }],
    },
  });
const entry = (name: string, more: object) =>
  object(networking, "VirtualService", "virtualservices", name, {
    spec: {
      hosts: [published(name)],
      http: [{ route: [{ destination: { host: hostOf(name) } }] }],
      ...more,
    },
  });
const waits = (reason: string, restartCount = 0) => ({
  containerStatuses: [
    {
      name: "app",
      ready: false,
      restartCount,
      image: "app",
      imageID: "",
      started: false,
      state: { waiting: { reason } },
    },
  ],
});
const lost = {
  type: "Ready",
  status: "Unknown",
  reason: "NodeStatusUnknown",
  message: "Kubelet stopped posting node status.",
};
const quota = {
  type: "ReplicaFailure",
  status: "True",
  reason: "FailedCreate",
  message: "pods are forbidden: exceeded quota: compute",
};

/** What the cluster below says, gateways, and names that mean another namespace. */
export const clusterScenes: readonly Scene[] = [
  {
    name: "image",
    fault: "the image cannot be pulled",
    expected: ["pods_not_started"],
    server: ok,
    workload: { isReady: false, podStatus: waits("ImagePullBackOff") },
  },
  {
    name: "crash",
    fault: "the containers crash in a loop",
    expected: ["pods_crashing"],
    server: ok,
    workload: { isReady: false, podStatus: waits("CrashLoopBackOff", 12) },
  },
  {
    name: "quota",
    fault: "a quota lets no pod be made",
    expected: ["pods_not_started"],
    object: "Deployment",
    workload: { isPodless: true, deploymentStatus: { conditions: [quota] } },
  },
  {
    name: "nodedown",
    fault: "the node of the pods is gone",
    expected: ["node_down"],
    object: "Node",
    workload: { isReady: false, podSpec: { nodeName: "hd-causes-node" } },
    objects: [
      { ...object("v1", "Node", "nodes", "hd-causes-node", {}, {}, ""), status: { conditions: [lost] } },
    ],
  },
  {
    name: "headless",
    fault: "a headless service whose port is not that of its pods",
    expected: ["wrong_port"],
    object: "Service",
    server: ok,
    workload: { spec: { clusterIP: "None" } },
    send: { isToPod: true },
  },
  {
    name: "extname",
    fault: "another name for a host that is gone",
    expected: ["dns_failure"],
    object: "Service",
    external: hostOf("extname"),
    objects: [
      object("v1", "Service", "services", "extname", {
        spec: {
          type: "ExternalName",
          externalName: "gone.partner.test",
          ports: [{ name: "http", port: 8000 }],
        },
      }),
    ],
  },
  {
    name: "grpc12",
    fault: "a method that the application does not have: 200 with a gRPC status",
    expected: ["application_answer"],
    server: { kind: "grpc_status", status: 12 },
    workload: { portName: "grpc" },
    send: { headers: { "content-type": "application/grpc", te: "trailers" } },
  },
  {
    name: "newpath",
    fault: "a rewrite to a path that the application has not",
    expected: ["rewrite_breaks_path"],
    object: "VirtualService",
    server: { kind: "answers", status: 404 },
    objects: [routeTo("newpath", { match: [{ uri: { prefix: "/" } }], rewrite: { uri: "/v9/" } })],
  },
  {
    name: "misspelt",
    fault: "the rule that defines the subset is for a host that is none",
    expected: ["missing_subset"],
    object: "DestinationRule",
    server: ok,
    objects: [
      destinationRule("misspelt", {
        host: hostOf("mispelt"),
        subsets: [{ name: "v1", labels: { version: "v1" } }],
      }),
      routeTo("misspelt", {}, { subset: "v1" }),
    ],
  },
  {
    name: "gwhost",
    fault: "the gateway has other hosts than the route",
    expected: ["gateway_no_route"],
    object: "Gateway",
    server: ok,
    gatewayHost: published("gwhost"),
    objects: [gateway("gwhost", ["other.why.test"]), entry("gwhost", { gateways: ["gwhost"] })],
  },
  {
    name: "gwmesh",
    fault: "the route names no gateway",
    expected: ["gateway_no_route"],
    object: "VirtualService",
    server: ok,
    gatewayHost: published("gwmesh"),
    objects: [gateway("gwmesh", [published("gwmesh")]), entry("gwmesh", {})],
  },
  {
    name: "gwselector",
    fault: "the gateway selects proxies that are none",
    expected: ["gateway_no_route"],
    object: "Gateway",
    server: ok,
    gatewayHost: published("gwselector"),
    objects: [
      gateway("gwselector", [published("gwselector")], {}, "ingress"),
      entry("gwselector", { gateways: [`${namespace}/gwselector`] }),
    ],
  },
  {
    name: "gwredirect",
    fault: "the gateway redirects what came by https already",
    expected: ["route_answers"],
    object: "Gateway",
    server: ok,
    gatewayHost: published("gwredirect"),
    typed: { code: 301, flag: "-" },
    objects: [
      gateway("gwredirect", [published("gwredirect")], { tls: { httpsRedirect: true } }),
      entry("gwredirect", { gateways: ["gwredirect"] }),
    ],
  },
];
