import { authorityOf } from "@/server/demo/envoy/secret-dump";
import { certificateValidity } from "@/server/demo/envoy/certificate-validity";
import { currentState } from "@/server/demo/envoy/proxy-view";
import type { MeshProxy } from "@/server/demo/istiod/mesh-proxies";
import { pushLogOf } from "@/server/demo/istiod/push-log";
import type { IssuedCertificate } from "@/server/demo/envoy/certificates";
import type { DemoWorld } from "@/server/demo/world/world";
import { openConnections } from "./connections";
import { knownPolicies } from "./known-policies";
import { knownServices, knownWorkloads, type KnownService, type KnownWorkload } from "./known-workloads";

type Json = Readonly<Record<string, unknown>>;

/** What a ztunnel prints of itself: all that istiod told it and it accepted, and the pods of its own node. */
export function ztunnelDump(world: DemoWorld, proxy: MeshProxy): Json {
  const { spec } = world;
  const state = currentState(world, proxy);
  const first = pushLogOf(world).pushes()[0];
  const addresses = (state.wds?.acked ?? first)?.objects ?? {};
  const rules = (state.wads?.acked ?? first)?.objects ?? {};
  const workloads = knownWorkloads(spec, addresses);
  const own = workloads.filter((workload) => workload.isCaptured && workload.node === proxy.pod.node);
  const there = new Set(workloads.map(({ address }) => address));
  return {
    config: configOf(world, proxy),
    workloads: workloads.map((workload) => printWorkload(spec.trustDomain, spec.cluster, workload)),
    services: knownServices(addresses).map((service) => printService(service, workloads)),
    policies: knownPolicies(rules).map(({ selector: _selector, ...policy }) => policy),
    certificates: certificatesFor(world, own),
    staticConfig: { policies: [], services: [], workloads: [] },
    version: {
      version: spec.istioVersion,
      gitRevision: "demo",
      rustVersion: "1.90.0",
      buildProfile: "release",
      buildStatus: "Clean",
    },
    workloadState: Object.fromEntries(
      own.map((workload) => [
        workload.podUid,
        {
          state: "Up",
          connections: {
            inbound: openConnections(spec, workload, (address) => there.has(address)),
            outbound: [],
          },
          info: {
            name: workload.name,
            namespace: workload.namespace,
            trustDomain: "",
            serviceAccount: workload.serviceAccount,
          },
        },
      ]),
    ),
  };
}

function printWorkload(trustDomain: string, clusterId: string, workload: KnownWorkload): Json {
  return {
    uid: workload.uid,
    workloadIps: [workload.address],
    protocol: workload.isCaptured ? "HBONE" : "TCP",
    name: workload.name,
    namespace: workload.namespace,
    trustDomain,
    serviceAccount: workload.serviceAccount,
    workloadName: workload.workload,
    workloadType: workload.workloadType,
    canonicalName: workload.canonicalName,
    canonicalRevision: workload.canonicalRevision,
    clusterId,
    locality: {},
    node: workload.node,
    status: workload.isHealthy ? "Healthy" : "Unhealthy",
    capacity: 1,
    ...(workload.policies.length === 0 ? {} : { authorizationPolicies: workload.policies }),
  };
}

function printService(service: KnownService, workloads: readonly KnownWorkload[]): Json {
  const key = `${service.namespace}/${service.hostname}`;
  const endpoints = workloads.flatMap((workload) => {
    const served = workload.services.find((each) => each.key === key);
    if (served === undefined) return [];
    const endpoint = { workloadUid: workload.uid, service: key, port: Object.fromEntries(served.ports) };
    return [[workload.uid, endpoint] as const];
  });
  return {
    name: service.name,
    namespace: service.namespace,
    hostname: service.hostname,
    vips: service.vips.map((vip) => `/${vip}`),
    ports: Object.fromEntries(service.ports),
    endpoints: Object.fromEntries(endpoints),
    loadBalancer: { mode: "Standard", routingPreferences: [], healthPolicy: "OnlyHealthy" },
    subjectAltNames: [],
    ipFamilies: "IPv4",
  };
}

function printCertificate({ pem, serial, notBeforeMs, notAfterMs }: IssuedCertificate): Json {
  return {
    pem: Buffer.from(pem).toString("base64"),
    serialNumber: BigInt(`0x${serial}`).toString(),
    validFrom: new Date(notBeforeMs).toISOString().replace(".000Z", "Z"),
    expirationTime: new Date(notAfterMs).toISOString().replace(".000Z", "Z"),
  };
}

/** A certificate for each account that runs on the node. */
function certificatesFor(world: DemoWorld, own: readonly KnownWorkload[]): readonly Json[] {
  const authority = authorityOf(world);
  const accounts = new Map(own.map((pod) => [`${pod.namespace}/sa/${pod.serviceAccount}`, pod]));
  return [...accounts].map(([account, pod]) => {
    const identity = `spiffe://${world.spec.trustDomain}/ns/${account}`;
    const { notBeforeMs, notAfterMs } = certificateValidity(world, {
      id: account,
      app: pod.canonicalName,
    });
    return {
      identity,
      state: "Available",
      certChain: [printCertificate(authority.issue(identity, notBeforeMs, notAfterMs))],
      rootCerts: [printCertificate(authority.root)],
    };
  });
}

function configOf(world: DemoWorld, proxy: MeshProxy): Json {
  const { spec } = world;
  return {
    proxy: true,
    dnsProxy: true,
    localNode: proxy.pod.node,
    proxyMode: "Shared",
    network: "",
    clusterId: spec.cluster,
    clusterDomain: "cluster.local",
    xdsAddress: "https://istiod.istio-system.svc:15012",
    caAddress: "https://istiod.istio-system.svc:15012",
    secretTtl: { secs: 86_400, nanos: 0 },
    adminAddr: { Localhost: [true, 15_000] },
    statsAddr: { SocketAddr: "0.0.0.0:15020" },
    inboundAddr: "0.0.0.0:15008",
    outboundAddr: "0.0.0.0:15001",
  };
}
