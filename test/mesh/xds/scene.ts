import type { Manifest } from "@/lib/config/manifest";
import { manifestSchema } from "@/lib/config/manifest-schema";

/** Where the suite puts its objects. `callers` is the bed's own namespace, in which the asking proxies live. */
export const suiteNamespaces = {
  home: "hd-xds-a",
  other: "hd-xds-b",
  callers: "bookinfo",
  gateways: "istio-system",
} as const;

/** Every object of the suite carries it, to be found when it is over. */
export const suiteLabel = { key: "heddle-suite", value: "xds" } as const;

export const networking = "networking.istio.io/v1";

/** A manifest of the suite, without undefined fields. */
export function object(
  apiVersion: string,
  kind: string,
  namespace: string,
  name: string,
  spec: unknown,
): Manifest {
  const metadata = { name, namespace, labels: { [suiteLabel.key]: suiteLabel.value } };
  return manifestSchema.parse(JSON.parse(JSON.stringify({ apiVersion, kind, metadata, spec })));
}

const { home, other, gateways } = suiteNamespaces;
const http = { name: "http", port: 9080 };

/** A Service of the suite. */
export function service(
  namespace: string,
  name: string,
  ports: readonly object[],
  more: object = {},
): Manifest {
  return object("v1", "Service", namespace, name, { ports, ...more });
}

export type BedPods = readonly { readonly name: string; readonly namespace: string; readonly ip: string }[];

/** Endpoints at the bed's own pods, whose labels subsets select on; the fourth is not ready. */
export function slice(
  namespace: string,
  name: string,
  pods: BedPods,
  ports: readonly { readonly name: string; readonly port: number }[],
): Manifest {
  const base = object("discovery.k8s.io/v1", "EndpointSlice", namespace, `${name}-hd`, undefined);
  return manifestSchema.parse({
    ...base,
    metadata: {
      ...base.metadata,
      labels: { ...base.metadata.labels, "kubernetes.io/service-name": name },
    },
    addressType: "IPv4",
    endpoints: pods.map((pod, index) => ({
      addresses: [pod.ip],
      conditions: { ready: index < 3 },
      targetRef: { kind: "Pod", name: pod.name, namespace: pod.namespace },
    })),
    ports,
  });
}

/** The services of one set: `s` with endpoints of three versions, `t` in the other namespace, `r` for gRPC. */
export function serviceManifests(id: string, pods: BedPods): readonly Manifest[] {
  const grpc = { name: "grpc", port: 9090 };
  return [
    service(home, `s${id}`, [
      http,
      { name: "web", port: 9085 },
      { name: "tcp-db", port: 7000 },
      { name: "https", port: 8443 },
    ]),
    slice(home, `s${id}`, pods, [{ name: "http", port: 9080 }]),
    service(other, `t${id}`, [Number(id) % 2 === 0 ? http : { name: "http", port: 8000 }]),
    service(home, `r${id}`, [grpc]),
    slice(home, `r${id}`, pods.slice(0, 1), [grpc]),
  ];
}

/** What all sets share: destinations with other ports, headless and alias services, and gateways. */
export function sharedManifests(pods: BedPods): readonly Manifest[] {
  const listener = (name: string, hostname: string | undefined) => ({
    name,
    port: 80,
    protocol: "HTTP",
    hostname,
    allowedRoutes: { namespaces: { from: "All" } },
  });
  return [
    service(home, "d0", [{ name: "http", port: 8000 }]),
    service(home, "d1", [http, { name: "http-alt", port: 8000 }]),
    service(other, "d2", [http]),
    service(home, "h0", [http], { clusterIP: "None" }),
    slice(home, "h0", pods.slice(0, 3), [{ name: "http", port: 9080 }]),
    service(home, "web", [{ name: "http", port: 80 }]),
    service(home, "x0", [http], { type: "ExternalName", externalName: `d1.${home}.svc.cluster.local` }),
    object("security.istio.io/v1", "PeerAuthentication", other, "hd-plain", { mtls: { mode: "DISABLE" } }),
    object(networking, "Gateway", home, "hd-gw", {
      selector: { istio: "ingressgateway" },
      servers: [
        {
          port: { number: 80, name: "http-hd", protocol: "HTTP" },
          hosts: ["*.hd.example", `${other}/*.example`],
        },
      ],
    }),
    object(networking, "VirtualService", home, "hd-nobody", {
      hosts: ["nobody.hd.example"],
      gateways: ["hd-gw"],
      http: [{ route: [{ destination: { host: "d0", subset: "nobody" } }] }],
    }),
    object("gateway.networking.k8s.io/v1", "HTTPRoute", home, "hd-nobody", {
      parentRefs: [{ namespace: gateways, name: "hd-listeners" }],
      hostnames: ["nobody.hdk.example"],
      rules: [{ backendRefs: [{ name: "nobody", port: 80 }] }],
    }),
    object("gateway.networking.k8s.io/v1", "Gateway", gateways, "hd-listeners", {
      gatewayClassName: "istio",
      addresses: [{ type: "Hostname", value: "istio-ingressgateway.istio-system.svc.cluster.local" }],
      listeners: [listener("all", "*.hdk.example"), listener("one", "k001.hdk.example")],
    }),
  ];
}
