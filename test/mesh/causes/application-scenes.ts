import type { Behaviour } from "./faulty-server";
import type { Scene } from "./scene";
import { destinationRule, routeTo, serviceEntry } from "./scene-objects";

const ok: Behaviour = { kind: "answers", status: 200 };
const noRetries = { retries: { attempts: 0 } };

/** Applications, connections and hosts that fail. */
export const applicationScenes: readonly Scene[] = [
  {
    name: "idle",
    fault: "the server closes kept connections while the next request is on its way",
    expected: ["application_closes_idle"],
    server: { kind: "closes_after_first" },
    objects: [routeTo("idle", noRetries)],
  },
  {
    name: "drops",
    fault: "the application dies at every request",
    expected: ["upstream_reset"],
    server: { kind: "drops" },
    objects: [routeTo("drops", noRetries)],
  },
  {
    name: "banner",
    fault: "a server that speaks first behind a port named http",
    expected: ["protocol_mismatch"],
    server: { kind: "banner" },
  },
  {
    name: "owntls",
    fault: "the application serves TLS itself behind a port named http",
    expected: ["protocol_mismatch", "mtls_mismatch"],
    server: { kind: "tls" },
    objects: [routeTo("owntls", noRetries)],
  },
  {
    name: "originates",
    fault: "a DestinationRule originates TLS to plain text",
    expected: ["mtls_mismatch"],
    server: ok,
    objects: [destinationRule("originates", { trafficPolicy: { tls: { mode: "SIMPLE" } } })],
  },
  {
    name: "nosidecar",
    fault: "ISTIO_MUTUAL to a pod without a sidecar",
    expected: ["mtls_mismatch"],
    server: ok,
    objects: [destinationRule("nosidecar", { trafficPolicy: { tls: { mode: "ISTIO_MUTUAL" } } })],
  },
  {
    name: "oldaddress",
    fault: "a ServiceEntry whose address is no longer served",
    expected: ["endpoints_unreachable", "external_host", "wrong_port"],
    external: "old.partner.test",
    objects: [
      serviceEntry("oldaddress", {
        hosts: ["old.partner.test"],
        ports: [{ number: 8000, name: "http", protocol: "HTTP" }],
        resolution: "STATIC",
        location: "MESH_EXTERNAL",
        endpoints: [{ address: "10.244.0.1", ports: { http: 8999 } }],
      }),
    ],
  },
  {
    name: "noname",
    fault: "a ServiceEntry with a name that does not resolve",
    expected: ["dns_failure"],
    external: "gone.partner.test",
    objects: [
      serviceEntry("noname", {
        hosts: ["gone.partner.test"],
        ports: [{ number: 8000, name: "http", protocol: "HTTP" }],
        resolution: "DNS",
        location: "MESH_EXTERNAL",
      }),
    ],
  },
  {
    name: "none",
    send: { patienceMs: 15_000 },
    fault: "a ServiceEntry of resolution NONE: the name's address is not served",
    expected: ["external_host", "endpoints_unreachable"],
    external: "none.partner.test",
    objects: [
      serviceEntry("none", {
        hosts: ["none.partner.test"],
        ports: [{ number: 8000, name: "http", protocol: "HTTP" }],
        resolution: "NONE",
        location: "MESH_EXTERNAL",
      }),
      {
        ...destinationRule("none", {}),
        body: {
          ...destinationRule("none", {}).body,
          spec: {
            host: "none.partner.test",
            trafficPolicy: { connectionPool: { tcp: { connectTimeout: "1s" } } },
          },
        },
      },
    ],
  },
  {
    name: "hidden",
    fault: "the service is exported to its own namespace only",
    expected: ["not_visible"],
    server: ok,
    send: { patienceMs: 15_000 },
    workload: { annotations: { "networking.istio.io/exportTo": "." } },
  },
  {
    name: "inverted",
    fault: "the route's timeout is shorter than one try",
    expected: ["timeout_too_short"],
    server: { kind: "answers", status: 200, delayMs: 700 },
    objects: [
      routeTo("inverted", { timeout: "0.3s", retries: { attempts: 3, perTryTimeout: "2s", retryOn: "5xx" } }),
    ],
  },
  {
    name: "pertry",
    fault: "a try may take less than the work does",
    expected: ["timeout_too_short"],
    server: { kind: "answers", status: 200, delayMs: 500 },
    objects: [
      routeTo("pertry", { timeout: "5s", retries: { attempts: 2, perTryTimeout: "0.1s", retryOn: "5xx" } }),
    ],
  },
  {
    name: "app429",
    fault: "the application's own 429",
    expected: ["application_answer"],
    server: { kind: "answers", status: 429 },
  },
  {
    name: "app503",
    fault: "the application's own 503",
    expected: ["application_answer"],
    server: { kind: "answers", status: 503 },
  },
  {
    name: "app502",
    fault: "the application's own 502",
    expected: ["application_answer"],
    server: { kind: "answers", status: 502 },
  },
  {
    name: "app504",
    fault: "the application's own 504",
    expected: ["application_answer"],
    server: { kind: "answers", status: 504 },
  },
  {
    name: "app401",
    fault: "the application's own 401",
    expected: ["application_answer"],
    server: { kind: "answers", status: 401 },
  },
  {
    name: "app403",
    fault: "the application's own 403",
    expected: ["application_answer"],
    server: { kind: "answers", status: 403 },
  },
  { name: "zero", fault: "scaled to zero", expected: ["no_endpoints"], workload: { replicas: 0 } },
  {
    name: "portname",
    fault: "a targetPort by a name that no container has",
    expected: ["wrong_port", "no_endpoints"],
    server: ok,
    workload: { targetPort: "http-api", slicePort: null },
  },
  {
    name: "refused",
    fault: "a targetPort that nothing listens on",
    expected: ["wrong_port"],
    workload: { targetPort: 8081, slicePort: 8081 },
    server: ok,
  },
  {
    name: "starting",
    fault: "the only pod is not ready",
    expected: ["endpoints_not_ready"],
    server: ok,
    workload: { isReady: false },
  },
];
