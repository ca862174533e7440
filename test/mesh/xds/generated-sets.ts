import fc from "fast-check";
import type { Manifest } from "@/lib/config/manifest";
import { httpMatch } from "./arbitrary-match";
import { grpcRouteRules, httpRouteRules } from "./arbitrary-gateway-route";
import { subsets, trafficPolicy } from "./arbitrary-policy";
import { httpRoute, tcpRoute, tlsRoute } from "./arbitrary-route";
import { networking, object, suiteNamespaces } from "./scene";
import { compact, often, rarely } from "./presence";

/** Objects that belong together: they speak of hosts whose names contain `id`. */
export type ObjectSet = { readonly id: string; readonly manifests: readonly Manifest[] };

const { home, other, callers, gateways } = suiteNamespaces;
const namespaces = fc.constantFrom(home, home, home, callers, other);
const exportTo = fc.constantFrom(["*"], ["."], [callers], [other], [".", callers]);

/** `count` sets, the same for the same seed. */
export function generatedSets(count: number, seed: number): readonly ObjectSet[] {
  return Array.from({ length: count }, (_, index) => {
    const id = String(index + 1).padStart(3, "0");
    const [specs] = fc.sample(setSpecs(id), { numRuns: 1, seed: seed + index });
    return { id, manifests: specs ?? [] };
  });
}

function setSpecs(id: string): fc.Arbitrary<Manifest[]> {
  return fc
    .tuple(
      fc.array(virtualService(id), { minLength: 1, maxLength: 3 }),
      fc.array(delegate(id), { maxLength: 2 }),
      fc.array(destinationRule(id), { minLength: 1, maxLength: 3 }),
      fc.array(gatewayApiRoute(id, "HTTPRoute"), { maxLength: 2 }),
      fc.array(gatewayApiRoute(id, "GRPCRoute"), { maxLength: 1 }),
      fc.array(serviceEntry(id), { maxLength: 1 }),
    )
    .map((lists) =>
      lists.flatMap((list, kind) =>
        list.map((make, index) => make(`hd-${id}-${"vdrhge"[kind] ?? ""}${index}`)),
      ),
    );
}

type Make = (name: string) => Manifest;

const hostChoices = (id: string): readonly (readonly string[])[] => [
  [`s${id}.${home}.svc.cluster.local`],
  [`s${id}.${home}.svc.cluster.local`],
  [`s${id}.${home}.svc.cluster.local`, `ext${id}.example`],
  [`s${id}.${home}.svc.cluster.local`, `t${id}.${other}.svc.cluster.local`],
  [`t${id}.${other}.svc.cluster.local`],
  [`e${id}.example`],
  [`*.w${id}.example`],
  [`a.w${id}.example`, `EXT${id}.example`],
  [`g${id}.hd.example`, `s${id}.${home}.svc.cluster.local`],
];

function virtualService(id: string): fc.Arbitrary<Make> {
  return fc
    .record({
      namespace: namespaces,
      hosts: fc.constantFrom(...hostChoices(id)),
      gateways: rarely(fc.constantFrom(["mesh"], ["mesh", `${home}/hd-gw`], [`${home}/hd-gw`])),
      exportTo: rarely(exportTo),
      http: fc.array(
        fc.oneof({ weight: 5, arbitrary: httpRoute(id) }, { weight: 1, arbitrary: delegating(id) }),
        { minLength: 1, maxLength: 4 },
      ),
      tcp: rarely(fc.array(tcpRoute(id), { minLength: 1, maxLength: 2 })),
      tls: rarely(fc.array(tlsRoute(id), { minLength: 1, maxLength: 2 })),
    })
    .map(
      ({ namespace, ...spec }) =>
        (name) =>
          object(networking, "VirtualService", namespace, name, spec),
    );
}

function delegating(id: string): fc.Arbitrary<Record<string, unknown>> {
  return compact(
    fc.record({
      name: often(fc.constant("root")),
      match: often(fc.array(httpMatch, { minLength: 1, maxLength: 2 })),
      timeout: rarely(fc.constant("11s")),
      fault: rarely(fc.constant({ abort: { percentage: { value: 5 }, httpStatus: 418 } })),
      delegate: fc.constantFrom(
        { name: `hd-${id}-d0`, namespace: home },
        { name: `hd-${id}-d0` },
        { name: `hd-${id}-d1`, namespace: other },
        { name: "no-such-delegate" },
      ),
    }),
  );
}

function delegate(id: string): fc.Arbitrary<Make> {
  return fc
    .record({
      namespace: fc.constantFrom(home, home, other),
      exportTo: rarely(exportTo),
      http: fc.array(httpRoute(id), { minLength: 1, maxLength: 2 }),
    })
    .map(
      ({ namespace, ...spec }) =>
        (name) =>
          object(networking, "VirtualService", namespace, name, spec),
    );
}

function destinationRule(id: string): fc.Arbitrary<Make> {
  return fc
    .record({
      namespace: namespaces,
      host: fc.constantFrom(
        `s${id}.${home}.svc.cluster.local`,
        `s${id}.${home}.svc.cluster.local`,
        `s${id}.${home}.svc.cluster.local`,
        `t${id}.${other}.svc.cluster.local`,
        `e${id}.example`,
        `*.w${id}.example`,
      ),
      exportTo: rarely(exportTo),
      workloadSelector: rarely(
        fc.constantFrom({ matchLabels: { app: "productpage" } }, { matchLabels: { app: "reviews" } }),
      ),
      trafficPolicy: often(trafficPolicy),
      subsets: often(subsets),
    })
    .map(
      ({ namespace, ...spec }) =>
        (name) =>
          object(networking, "DestinationRule", namespace, name, spec),
    );
}

function gatewayApiRoute(id: string, kind: "HTTPRoute" | "GRPCRoute"): fc.Arbitrary<Make> {
  const grpc = kind === "GRPCRoute";
  const port = grpc ? 9090 : 9080;
  const rules = grpc ? grpcRouteRules(id) : httpRouteRules(id);
  return fc
    .record({
      namespace: fc.constantFrom(home, home, callers),
      port: often(fc.constant(port)),
      toGateway: grpc ? fc.constant(false) : fc.constantFrom(true, false, false, false),
      rules,
    })
    .map(({ namespace, port: own, toGateway, rules: list }) => (name) => {
      const service = {
        group: "",
        kind: "Service",
        namespace: home,
        name: grpc ? `r${id}` : `s${id}`,
        port: own,
      };
      const gateway = { namespace: gateways, name: "hd-listeners" };
      return object("gateway.networking.k8s.io/v1", kind, namespace, name, {
        parentRefs: [toGateway ? gateway : service],
        ...(toGateway ? { hostnames: [`k${id}.hdk.example`] } : {}),
        rules: list,
      });
    });
}

function serviceEntry(id: string): fc.Arbitrary<Make> {
  const ports = [
    { number: 80, name: "http", protocol: "HTTP" },
    { number: 9080, name: "http-alt", protocol: "HTTP" },
  ];
  return fc
    .record({
      hosts: fc.constantFrom([`e${id}.example`], [`a.w${id}.example`, `b.w${id}.example`]),
      ports: fc.constantFrom(ports, ports.slice(0, 1)),
      resolution: fc.constantFrom("DNS", "STATIC", "NONE"),
      location: often(fc.constantFrom("MESH_INTERNAL", "MESH_EXTERNAL")),
    })
    .map(
      ({ ...spec }) =>
        (name) =>
          object(networking, "ServiceEntry", home, name, {
            ...spec,
            ...(spec.resolution === "STATIC"
              ? {
                  endpoints: [
                    { address: "10.251.0.1", labels: { version: "v1" } },
                    { address: "10.251.0.2" },
                  ],
                }
              : {}),
          }),
    );
}
