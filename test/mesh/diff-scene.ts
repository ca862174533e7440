import { generateKeyPairSync } from "node:crypto";
import type { Manifest } from "@/lib/config/manifest";

/** Where the suite puts its objects: nobody else's proxies see them. */
export const home = "hd-diff";
/** Where objects stand that act on proxies of another namespace. */
export const away = "hd-diff-away";
const networking = "networking.istio.io/v1";
const security = "security.istio.io/v1";

export const addresses = { app: "10.244.99.1", gateway: "10.244.99.2" } as const;
export const labels = { app: { app: "hd-app" }, gateway: { app: "hd-gateway" } } as const;
const appSelector = { selector: { matchLabels: labels.app } };

export function object(apiVersion: string, kind: string, name: string, spec: object): Manifest {
  return { apiVersion, kind, metadata: { name, namespace: home }, spec: { ...spec } };
}

export const inAway = (manifest: Manifest): Manifest => ({
  ...manifest,
  metadata: { ...manifest.metadata, namespace: away },
});

const route = (subset: string, weight: number) => ({
  destination: { host: "back.hd-diff.test", subset, port: { number: 9081 } },
  weight,
});

export const virtualService = (more: object, weight = 50) =>
  object(networking, "VirtualService", "back", {
    hosts: ["back.hd-diff.test"],
    exportTo: ["."],
    http: [{ name: "split", route: [route("v1", 100 - weight), route("v2", weight)], ...more }],
  });

export const destinationRule = (trafficPolicy: object) =>
  object(networking, "DestinationRule", "back", {
    host: "back.hd-diff.test",
    exportTo: ["."],
    trafficPolicy,
    subsets: ["v1", "v2"].map((version) => ({ name: version, labels: { version } })),
  });

export const serviceEntry = (name: string, ports: readonly object[], endpoints: readonly object[]) =>
  object(networking, "ServiceEntry", name, {
    hosts: [`${name}.hd-diff.test`],
    exportTo: ["."],
    location: "MESH_INTERNAL",
    resolution: "STATIC",
    ports,
    endpoints,
  });

export const http = { number: 9081, name: "http", protocol: "HTTP" };
export const tcp = { number: 7000, name: "tcp", protocol: "TCP" };
const back = (...ports: readonly object[]) =>
  serviceEntry("back", ports, [
    { address: "10.244.99.11", labels: { version: "v1" } },
    { address: "10.244.99.12", labels: { version: "v2" } },
  ]);

/** A service of the other namespace, shown to `exportTo`. */
export const far = (exportTo: string) =>
  inAway(
    object(networking, "ServiceEntry", "far", {
      hosts: ["far.hd-diff.test"],
      exportTo: [exportTo],
      location: "MESH_INTERNAL",
      resolution: "STATIC",
      ports: [{ number: 9083, name: "http", protocol: "HTTP" }],
      endpoints: [{ address: "10.244.99.31", labels: { app: "far", "security.istio.io/tlsMode": "istio" } }],
    }),
  );

export const farRule = (trafficPolicy: object) =>
  object(networking, "DestinationRule", "far", { host: "far.hd-diff.test", exportTo: ["."], trafficPolicy });

/** A service whose endpoints are WorkloadEntries, and one of them. */
const pool = object(networking, "ServiceEntry", "pool", {
  hosts: ["pool.hd-diff.test"],
  exportTo: ["."],
  location: "MESH_INTERNAL",
  resolution: "STATIC",
  ports: [{ number: 9084, name: "http", protocol: "HTTP" }],
  workloadSelector: { labels: { app: "hd-pool" } },
});
export const pooled = (address: string) =>
  object(networking, "WorkloadEntry", "pooled", { address, labels: { app: "hd-pool" } });

export const service = (name: string): Manifest => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, namespace: away, annotations: { "networking.istio.io/exportTo": home } },
  spec: { ports: [{ port: 9085, name: "http" }] },
});

export const sidecar = (more: object, egress: object = { hosts: ["./*", `${away}/*`] }) =>
  object(networking, "Sidecar", "default", { egress: [egress], ...more });

export const gateway = (...hosts: readonly string[]) =>
  object(networking, "Gateway", "door", {
    selector: labels.gateway,
    servers: [{ port: { number: 18_098, name: "http", protocol: "HTTP" }, bind: "127.0.0.1", hosts }],
  });

export const doorRoute = (prefix: string) =>
  object(networking, "VirtualService", "door", {
    hosts: ["door.hd-diff.test"],
    gateways: ["door"],
    http: [
      {
        match: [{ uri: { prefix } }],
        route: [{ destination: { host: "back.hd-diff.test", port: { number: 9081 } } }],
      },
    ],
  });

const key = {
  ...generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ format: "jwk" }),
  kid: "hd",
  alg: "RS256",
};
export const jwtRule = (issuer: string) =>
  object(security, "RequestAuthentication", "tokens", {
    ...appSelector,
    jwtRules: [{ issuer, jwks: JSON.stringify({ keys: [key] }) }],
  });

export const policy = (name: string, spec: object) =>
  object(security, "AuthorizationPolicy", name, { ...appSelector, ...spec });

export const peer = (mode: string) =>
  object(security, "PeerAuthentication", "mode", { ...appSelector, mtls: { mode } });

export const telemetry = (spec: object) =>
  object("telemetry.istio.io/v1", "Telemetry", "eyes", { ...appSelector, ...spec });

export const plugin = (pluginConfig: object) =>
  object("extensions.istio.io/v1alpha1", "WasmPlugin", "guest", {
    ...appSelector,
    url: "file:///var/none.wasm",
    failStrategy: "FAIL_OPEN",
    phase: "AUTHN",
    pluginConfig,
  });

export const envoyFilter = (name: string, patch: object) =>
  object("networking.istio.io/v1alpha3", "EnvoyFilter", name, {
    workloadSelector: { labels: labels.app },
    configPatches: [patch],
  });

/** What stands before the first edit and after each. */
export const base: readonly Manifest[] = [
  sidecar({}),
  far(home),
  pool,
  object(security, "PeerAuthentication", "default", { mtls: { mode: "PERMISSIVE" } }),
  serviceEntry(
    "app",
    [{ number: 9080, name: "http", protocol: "HTTP" }],
    [{ address: addresses.app, labels: labels.app }],
  ),
  back(http, tcp),
  virtualService({}),
  destinationRule({}),
  gateway("door.hd-diff.test"),
  doorRoute("/"),
];

export const backWithout = () => back(http);
