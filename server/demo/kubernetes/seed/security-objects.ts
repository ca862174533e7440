import type { Manifest } from "@/lib/config/manifest";
import { principalsCalling } from "@/server/demo/kubernetes/seed/callers";
import { seedObject } from "@/server/demo/kubernetes/seed/seeded-object";
import type { MeshSpec, ServiceSpec } from "@/server/demo/world/spec";

type Draft = {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly spec: unknown;
};

const mesh = "istio-system";
const networking = "networking.istio.io/v1";

function peerAuthentications(spec: MeshSpec): readonly Draft[] {
  const names = spec.namespaces.map((namespace) => namespace.name).filter((name) => name !== mesh);
  const lenient = names.includes("platform") ? "platform" : names.at(-1);
  const draft = (namespace: string, mode: string) => ({
    kind: "PeerAuthentication",
    namespace,
    name: "default",
    spec: { mtls: { mode } },
  });
  return [draft(mesh, "STRICT"), ...(lenient === undefined ? [] : [draft(lenient, "PERMISSIVE")])];
}

/** Only those may call that do: the first sidecar service that has callers but no gateway among them. */
function allowCallers(spec: MeshSpec, service: ServiceSpec, name: string): Draft {
  return {
    kind: "AuthorizationPolicy",
    namespace: service.namespace,
    name,
    spec: {
      selector: { matchLabels: { app: service.name } },
      action: "ALLOW",
      rules: [{ from: [{ source: { principals: principalsCalling(spec, service) } }] }],
    },
  };
}

function authorizationPolicies(spec: MeshSpec): readonly Draft[] {
  const called = spec.services.filter(
    (service) => service.externalHost === undefined && principalsCalling(spec, service).length > 0,
  );
  const payments = called.find(({ name }) => name === "payments");
  const database = called.find(({ workloads }) => workloads.some(({ kind }) => kind === "StatefulSet"));
  const front = spec.flows[0]?.root.service;
  const closed: Draft = {
    kind: "AuthorizationPolicy",
    namespace: front?.namespace ?? mesh,
    name: "deny-admin-paths",
    spec: {
      action: "DENY",
      rules: [
        {
          from: [{ source: { notNamespaces: ["platform"] } }],
          to: [{ operation: { paths: ["/admin", "/admin/*"] } }],
        },
      ],
    },
  };
  return [
    closed,
    ...(payments === undefined ? [] : [allowCallers(spec, payments, "payments-callers")]),
    ...(database === undefined ? [] : [allowCallers(spec, database, `${database.name}-clients`)]),
  ];
}

function externalHosts(spec: MeshSpec): readonly Draft[] {
  return spec.services.flatMap((service) => {
    if (service.externalHost === undefined) return [];
    const ports = service.ports.map(({ name, port, targetPort, protocol }) => ({
      number: port,
      name,
      protocol: protocol === "tcp" ? "TCP" : "HTTP",
      ...(targetPort === port ? {} : { targetPort }),
    }));
    const hosts = [service.externalHost];
    const entry = { hosts, location: "MESH_EXTERNAL", resolution: "DNS", ports, exportTo: ["."] };
    const tls = service.ports.some((port) => port.targetPort === 443);
    const common = { apiVersion: networking, namespace: service.namespace, name: service.name };
    const originate = {
      host: service.externalHost,
      trafficPolicy: { tls: { mode: "SIMPLE", sni: service.externalHost } },
    };
    return [
      { ...common, kind: "ServiceEntry", spec: entry },
      ...(tls ? [{ ...common, kind: "DestinationRule", spec: originate }] : []),
    ];
  });
}

/** One namespace sees only what it calls. */
function sidecarScope(spec: MeshSpec): readonly Draft[] {
  const scoped = spec.namespaces.find(({ name }) => name === "search");
  if (scoped === undefined) return [];
  const hosts = spec.namespaces.map(({ name }) => (name === scoped.name ? "./*" : `${name}/*`));
  return [
    {
      apiVersion: networking,
      kind: "Sidecar",
      namespace: scoped.name,
      name: "default",
      spec: { egress: [{ hosts }] },
    },
  ];
}

/** Lua that does not compile: the one proxy that it selects refuses the listener and stays on its old configuration. */
function brokenFilter(spec: MeshSpec): readonly Draft[] {
  const victim = spec.workloads.find(
    ({ app, dataplane }) => app === "notifications" && dataplane === "sidecar",
  );
  if (victim === undefined) return [];
  return [
    {
      apiVersion: "networking.istio.io/v1alpha3",
      kind: "EnvoyFilter",
      namespace: victim.namespace,
      name: "request-tagging",
      spec: {
        workloadSelector: { labels: { app: victim.app } },
        configPatches: [
          {
            applyTo: "HTTP_FILTER",
            match: {
              context: "SIDECAR_INBOUND",
              listener: {
                filterChain: {
                  filter: {
                    name: "envoy.filters.network.http_connection_manager",
                    subFilter: { name: "envoy.filters.http.router" },
                  },
                },
              },
            },
            patch: {
              operation: "INSERT_BEFORE",
              value: {
                name: "request-tagging.lua",
                typed_config: {
                  "@type": "type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua",
                  default_source_code: {
                    inline_string: "function envoy_on_request(handle) this is not lua end",
                  },
                },
              },
            },
          },
        ],
      },
    },
  ];
}

/** A plugin that one service runs: its filter comes by discovery of its own. */
function wasmPlugin(spec: MeshSpec): readonly Draft[] {
  const host = spec.workloads.find(({ app, dataplane }) => app === "search-index" && dataplane === "sidecar");
  if (host === undefined) return [];
  return [
    {
      apiVersion: "extensions.istio.io/v1alpha1",
      kind: "WasmPlugin",
      namespace: host.namespace,
      name: "query-quota",
      spec: {
        selector: { matchLabels: { app: host.app } },
        url: "oci://registry.example/mesh/query-quota:1.4.2",
        sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        phase: "AUTHN",
        failStrategy: "FAIL_OPEN",
        pluginConfig: { queriesPerMinute: 600 },
      },
    },
  ];
}

/** Mutual TLS, permissions, outside hosts, scopes, and one filter that no proxy can take. */
export function securityObjects(spec: MeshSpec, createdMs: number): readonly Manifest[] {
  const drafts = [
    ...peerAuthentications(spec),
    ...authorizationPolicies(spec),
    ...externalHosts(spec),
    ...sidecarScope(spec),
    ...brokenFilter(spec),
    ...wasmPlugin(spec),
  ];
  return drafts.map(({ apiVersion = "security.istio.io/v1", kind, namespace, name, spec: body }, index) =>
    seedObject({
      apiVersion,
      kind,
      namespace,
      name,
      createdMs: createdMs + index * 60_000,
      body: { spec: body },
      manager: "kubectl",
      operation: "Apply",
    }),
  );
}
