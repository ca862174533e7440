import {
  account,
  ambient,
  bound,
  http,
  inMesh,
  istioClass,
  listeners,
  namespaces,
  object,
  pod,
  sidecarPod,
  template,
  virtual,
  waypoint,
} from "./case-objects";
import { serviceYaml } from "@/lib/xds/mesh-fixture";

/** Code, what is wrong, what is right. */
export const routingCases: readonly (readonly [string, string, string])[] = [
  [
    "KIA0602",
    object("Service", "s", "{ports: [{port: 80, appProtocol: thrift}]}"),
    object("Service", "s", "{ports: [{port: 80, appProtocol: kubernetes.io/h2c}]}"),
  ],
  [
    "KIA0701",
    pod("{app: x}") + object("Service", "s", "{selector: {app: x}, ports: [{port: 80, targetPort: api}]}"),
    pod("{app: x}") +
      object(
        "Service",
        "s",
        "{selector: {app: x}, ports: [{port: 80, targetPort: web}, {port: 81, targetPort: 9}]}",
      ),
  ],
  [
    "KIA1004",
    serviceYaml("reviews") +
      object("Sidecar", "s", "{egress: [{hosts: [./ratings.bookinfo.svc.cluster.local]}]}"),
    serviceYaml("reviews") +
      object("Sidecar", "s", '{egress: [{hosts: [./reviews.bookinfo.svc.cluster.local, "istio-system/*"]}]}'),
  ],
  [
    "KIA1006",
    object("Sidecar", "s", "{workloadSelector: {labels: {app: x}}}", inMesh),
    object("Sidecar", "s", "{workloadSelector: {labels: {app: x}}}"),
  ],
  [
    "KIA1007",
    object("Sidecar", "s", "{outboundTrafficPolicy: {}}"),
    object("Sidecar", "s", "{outboundTrafficPolicy: {mode: ALLOW_ANY}}"),
  ],
  [
    "KIA1104",
    virtual("{hosts: [a], http: [{route: [{destination: {host: a}, weight: 30}]}]}"),
    virtual("{hosts: [a], http: [{route: [{destination: {host: a}, weight: 100}]}]}"),
  ],
  [
    "KIA1105",
    virtual(
      "{hosts: [a], http: [{route: [{destination: {host: a}, weight: 50}, {destination: {host: a}, weight: 50}]}]}",
    ),
    virtual(
      "{hosts: [a], http: [{route: [{destination: {host: a, subset: b}, weight: 50}, {destination: {host: a}, weight: 50}]}]}",
    ),
  ],
  [
    "KIA1108",
    virtual("{hosts: [a], gateways: [gw.bookinfo.svc.cluster.local]}"),
    virtual("{hosts: [a], gateways: [bookinfo/gw, mesh, gw]}"),
  ],
  [
    "KIA1211",
    ["a", "b"]
      .map((name) => object("ServiceEntry", name, "{hosts: [x.com], ports: [{number: 80}]}"))
      .join(""),
    ["a", "b"]
      .map((name) =>
        object(
          "ServiceEntry",
          name,
          "{hosts: [x.com], exportTo: [.], ports: [{number: 80}]}",
          `, namespace: ${name}`,
        ),
      )
      .join(""),
  ],
  [
    "KIA1311",
    template('{sidecar.istio.io/inject: "true", istio.io/dataplane-mode: ambient}'),
    template('{sidecar.istio.io/inject: "true"}'),
  ],
  [
    "KIA1312",
    namespaces + waypoint + object("Deployment", "d", "{}", ", labels: {istio.io/use-waypoint: waypoint}"),
    ambient + waypoint + object("Deployment", "d", "{}", ", labels: {istio.io/use-waypoint: waypoint}"),
  ],
  ["KIA1313", bound, bound + waypoint],
  [
    "KIA1314",
    pod('{sidecar.istio.io/inject: "true"}', ", annotations: {ambient.istio.io/redirection: enabled}"),
    pod('{sidecar.istio.io/inject: "true"}'),
  ],
  [
    "KIA1315",
    pod('{sidecar.istio.io/inject: "true", istio.io/dataplane-mode: ambient}'),
    pod("{istio.io/dataplane-mode: ambient}"),
  ],
  ["KIA1316", ambient + sidecarPod, namespaces + sidecarPod],
  [
    "KIA1401",
    object("HTTPRoute", "r", "{parentRefs: [{name: gone}]}"),
    object("K8sGateway", "front", listeners(`[${http}]`)) +
      object("HTTPRoute", "r", "{parentRefs: [{name: front}, {kind: Service, group: '', name: gone}]}"),
  ],
  [
    "KIA1402",
    object("GRPCRoute", "r", "{rules: [{backendRefs: [{name: gone}]}]}"),
    serviceYaml("reviews") + object("GRPCRoute", "r", "{rules: [{backendRefs: [{name: reviews}]}]}"),
  ],
  [
    "KIA1501",
    ["a", "b"]
      .map((name) => object("K8sGateway", name, listeners(`[${http}]`, "addresses: [{value: 10.0.0.1}], ")))
      .join(""),
    ["a", "b"].map((name) => object("K8sGateway", name, listeners(`[${http}]`))).join(""),
  ],
  [
    "KIA1502",
    ["80", "81"]
      .map((port) =>
        object(
          "K8sGateway",
          `g${port}`,
          listeners(`[{name: a, port: ${port}, protocol: HTTP}]`, "addresses: [{value: 10.0.0.1}], "),
        ),
      )
      .join(""),
    ["1", "2"]
      .map((part) =>
        object("K8sGateway", `g${part}`, listeners(`[${http}]`, `addresses: [{value: 10.0.0.${part}}], `)),
      )
      .join(""),
  ],
  [
    "KIA1503",
    object("K8sGateway", "a", listeners(`[${http}, {name: b, port: 80, protocol: HTTP}]`)),
    object("K8sGateway", "a", listeners(`[${http}, {name: b, port: 80, hostname: x.com, protocol: HTTP}]`)),
  ],
  [
    "KIA1504",
    object("K8sGateway", "a", listeners("[]")),
    istioClass + object("K8sGateway", "a", listeners("[]")),
  ],
  [
    "KIA1601",
    namespaces + object("ReferenceGrant", "g", "{from: [{namespace: gone}]}"),
    namespaces + object("ReferenceGrant", "g", "{from: [{namespace: bookinfo}]}"),
  ],
  [
    "KIA1701",
    account + object("WorkloadGroup", "w", "{template: {serviceAccount: gone}}"),
    account + object("WorkloadGroup", "w", "{template: {serviceAccount: cart}}"),
  ],
  [
    "KIA1702",
    ["a", "b"]
      .map((name) => object("WorkloadGroup", name, "{metadata: {labels: {app: x}}, template: {}}"))
      .join(""),
    ["a", "b"]
      .map((name) => object("WorkloadGroup", name, `{metadata: {labels: {app: ${name}}}, template: {}}`))
      .join(""),
  ],
];
