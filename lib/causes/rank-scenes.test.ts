import { describe, expect, it } from "vitest";
import type { CauseId } from "./cause";
import type { Evidence } from "./evidence";
import { base, cluster, host, pod, policies, proxy, ref, routing, workloads } from "./evidence-fixture";
import { plainStatuses, responseFlags } from "./flags";
import { rankCauses } from "./rank";
import type { Symptom } from "./symptom";

const notReady = { clusters: [cluster({}, { readyEndpoints: 0 })] };
const binding = { virtualService: ref("VirtualService"), detail: "", redirects: false };
const forward = {
  host,
  port: 80,
  name: "r",
  isCatchAll: true,
  origin: ref("VirtualService"),
  destinations: [],
};
const verify =
  "upstream_reset_before_response_started{remote_connection_failure|TLS_error:CERTIFICATE_VERIFY_FAILED}";

type Scene = [
  name: string,
  symptom: Partial<Symptom> & Pick<Symptom, "code">,
  evidence: Partial<Evidence>,
  cause: CauseId,
  object?: string,
];
const scenes: readonly Scene[] = [
  [
    "an image that cannot be pulled, not the readiness that follows from it",
    { code: 503, flags: ["UH"] },
    { ...notReady, workloads: workloads({ pods: [pod({ waitingReason: "ImagePullBackOff" })] }) },
    "pods_not_started",
    "Deployment",
  ],
  [
    "a quota, not the missing endpoints",
    { code: 503, flags: ["UH"] },
    {
      clusters: [cluster({}, { endpoints: 0, readyEndpoints: 0 })],
      workloads: workloads({
        failedToCreate: [{ ref: ref("Deployment"), message: "exceeded quota" }],
      }),
    },
    "pods_not_started",
    "Deployment",
  ],
  [
    "a crash loop, though no end of a container is known",
    { code: 503, flags: ["UH"] },
    {
      ...notReady,
      workloads: workloads({ pods: [pod({ waitingReason: "CrashLoopBackOff", restarts: 7 })] }),
    },
    "pods_crashing",
    "Deployment",
  ],
  [
    "the node that holds the pods",
    { code: 503, flags: ["UH"] },
    {
      ...notReady,
      workloads: workloads({
        pods: [pod({ node: "n1" })],
        nodes: [{ name: "n1", isReady: false, message: "Kubelet stopped posting" }],
      }),
    },
    "node_down",
    "Node",
  ],
  [
    "a NetworkPolicy that blocks",
    { code: 503, flags: ["UF"] },
    { networkPolicies: [{ ref: ref("NetworkPolicy"), side: "destination", verdict: "blocks" }] },
    "network_policy",
    "NetworkPolicy",
  ],
  [
    "the names that a rule demands of the certificate",
    { code: 503, flags: ["UF"] },
    {
      clusters: [cluster({ tls: { subjectAltNames: ["spiffe://cluster.local/ns/shop/sa/kart"] } })],
      destinationProxy: proxy("cart", {
        certificate: {
          subject: "spiffe://cluster.local/ns/shop/sa/cart",
          notBeforeMs: 0,
          notAfterMs: 9e12,
        },
      }),
    },
    "certificate_untrusted",
    "DestinationRule",
  ],
  [
    "roots that differ",
    { code: 503, flags: ["UF"], details: verify },
    { callerProxy: proxy("web", { roots: ["a"] }), destinationProxy: proxy("cart", { roots: ["b"] }) },
    "certificate_untrusted",
  ],
  [
    "a connect timeout of a millisecond",
    { code: 503, flags: ["UF"], details: "upstream_reset_before_response_started{connection_timeout}" },
    { clusters: [cluster({ connectTimeoutMs: 1 })] },
    "connect_timeout_too_short",
    "DestinationRule",
  ],
  [
    "the application that its own proxy cannot reach",
    {
      code: 503,
      flags: ["UF"],
      reporter: "destination",
      details: "delayed_connect_error:_Connection_refused",
    },
    { workloads: workloads({ pods: [pod({ isReady: true })] }) },
    "application_not_listening",
    "Deployment",
  ],
  [
    "STRICT mTLS before a caller in plain text",
    { code: 0, flags: ["NR"], reporter: "destination", details: "filter_chain_not_found" },
    {
      caller: undefined,
      policies: policies({
        serverModes: [
          { workload: "shop/cart", port: 8080, mode: "STRICT", origin: ref("PeerAuthentication") },
        ],
      }),
    },
    "mtls_mismatch",
    "PeerAuthentication",
  ],
  [
    "a filter whose text holds the status",
    { code: 503, flags: [], details: "lua_response" },
    {
      policies: policies({
        extensions: [{ ref: ref("EnvoyFilter"), kind: "lua", side: "destination", statuses: [503] }],
      }),
    },
    "filter_answers",
    "EnvoyFilter",
  ],
  [
    "a rewrite, when the application has not the path",
    { code: 404, flags: [] },
    { routing: routing({ routes: [{ ...forward, rewrite: "/v9/" }] }) },
    "rewrite_breaks_path",
    "VirtualService",
  ],
  [
    "the rule that defines the subset for another host",
    { code: 503, flags: ["NC"] },
    {
      routing: routing({
        routes: [
          {
            ...forward,
            destinations: [
              { cluster: "c", host, port: 80, subset: "v2", state: "no_cluster", sharePercent: 100 },
            ],
          },
        ],
        strayRules: [
          { ref: ref("DestinationRule", "stray"), subsets: ["v2"], host: "cart.other", reason: "other_host" },
        ],
      }),
    },
    "missing_subset",
    "DestinationRule",
  ],
  [
    "a gateway that selects other proxies",
    { code: 404, flags: ["NR"] },
    {
      routing: routing({
        isGateway: true,
        bindings: [{ ...binding, gateway: ref("Gateway"), state: "gateway_elsewhere" }],
        virtualServices: [ref("VirtualService", "of-sidecars")],
      }),
    },
    "gateway_no_route",
    "Gateway",
  ],
  [
    "a VirtualService without its gateway",
    { code: 404, flags: ["NR"] },
    {
      routing: routing({
        isGateway: true,
        bindings: [{ ...binding, state: "mesh_only" }],
        virtualServices: [ref("VirtualService", "of-sidecars")],
      }),
    },
    "gateway_no_route",
    "VirtualService",
  ],
  [
    "a gateway that redirects to https for ever",
    { code: 301, flags: [] },
    {
      routing: routing({
        isGateway: true,
        bindings: [{ ...binding, gateway: ref("Gateway"), state: "bound", redirects: true }],
      }),
    },
    "route_answers",
    "Gateway",
  ],
  [
    "a gateway without its certificate",
    { code: 0, flags: [] },
    {
      routing: routing({
        isGateway: true,
        bindings: [{ ...binding, gateway: ref("Gateway"), state: "bound", secret: "shop-cert" }],
      }),
      callerProxy: proxy("web", { secrets: ["default", "ROOTCA"] }),
    },
    "gateway_tls",
    "Gateway",
  ],
];

const ranked = (symptom: Scene[1], evidence: Partial<Evidence>) => {
  const { caller, ...rest } = { ...base, ...evidence };
  const whole = caller === undefined ? rest : { ...rest, caller };
  return rankCauses({ flags: [], protocol: "http", reporter: "source", ...symptom }, whole);
};

describe("causes in scenes", () => {
  it.each(scenes)("names %s", (...scene) => {
    const [, symptom, evidence, cause, object] = scene;
    const [first] = ranked(symptom, evidence);
    expect([first?.id, object === undefined ? undefined : first?.objects[0]?.kind]).toEqual([cause, object]);
  });

  it("each have a command to run, and where the ends are known something to change", () => {
    const asked = [
      ...responseFlags.map(({ flag, status }) => ({ code: status, flags: [flag] })),
      ...plainStatuses.map(({ status }) => ({ code: status, flags: [] })),
    ];
    const causes = [
      ...scenes.flatMap(([, symptom, evidence]) => ranked(symptom, evidence).slice(0, 1)),
      ...asked.flatMap((symptom) => ranked(symptom, {})),
    ];
    const mute = causes.filter(({ checks }) => checks.every(({ command }) => command === undefined));
    expect(mute.map(({ id }) => id)).toEqual([]);
    // Of these an object decides, and without evidence nobody knows which.
    const open = /^(subset|missing|ext_authz|rate_limit|outlier|circuit|filter_answers)/;
    const stuck = causes.filter(
      ({ id, objects, fixes }) => objects.length + fixes.length === 0 && !open.test(id),
    );
    expect([...new Set(stuck.map(({ id }) => id))]).toEqual([]);
  });

  it("believes the details of the nearest proxy about who wrote the answer", () => {
    const checked = { policies: policies({ authentication: [ref("RequestAuthentication")] }) };
    const at = { code: 401, flags: [], reporter: "destination" as const };
    expect(ranked({ ...at, details: "via_upstream" }, checked)[0]?.id).toBe("application_answer");
    expect(ranked({ ...at, details: "jwt_authn_access_denied{Jwt_is_missing}" }, checked)[0]?.id).toBe(
      "jwt_rejected",
    );
    expect(ranked({ code: 413, flags: [], details: "request_payload_too_large" }, {})[0]?.id).toBe(
      "limits_of_proxy",
    );
    expect(ranked({ code: 413, flags: [], details: "-" }, {})[0]?.id).toBe("application_answer");
  });

  it.each([
    ["request_payload_exceeded_retry_buffer_limit", 507, "limits_of_proxy"],
    ["downstream_header_timeout", 408, "stream_limits"],
    ["missing_host_header", 400, "request_malformed"],
    ["upgrade_failed", 403, "request_malformed"],
    ["filter_removed_required_response_headers", 502, "filter_answers"],
    ["local_health_check_failed", 503, "health_check_filter"],
  ])("reads Envoy's details %s of a %i as %s", (details, code, cause) => {
    expect(ranked({ code, flags: [], details }, {})[0]?.id).toBe(cause);
  });

  it("does not blame a NetworkPolicy that lets the caller in", () => {
    const open = [{ ref: ref("NetworkPolicy"), side: "destination" as const, verdict: "allows" as const }];
    expect(ranked({ code: 503, flags: ["UF"] }, { networkPolicies: open }).map(({ id }) => id)).not.toContain(
      "network_policy",
    );
  });
});
