import {
  account,
  ambient,
  bound,
  from,
  inMesh,
  manual,
  meshConfig,
  mutual,
  namespaces,
  object,
  peer,
  pod,
  policy,
  to,
  virtual,
  waypoint,
} from "./case-objects";
import { serviceYaml } from "@/lib/xds/mesh-fixture";

/** Code, what is wrong, what is right. */
export const policyCases: readonly (readonly [string, string, string])[] = [
  [
    "KIA0002",
    peer("a", "STRICT") + peer("b", "PERMISSIVE"),
    peer("a", "STRICT") + peer("b", "STRICT", inMesh),
  ],
  [
    "KIA0003",
    pod("{app: x}") +
      ["a", "b"]
        .map((name) => object("PeerAuthentication", name, "{selector: {matchLabels: {app: x}}}"))
        .join(""),
    pod("{app: x}") +
      ["a", "b"]
        .map((name) => object("PeerAuthentication", name, `{selector: {matchLabels: {app: ${name}}}}`))
        .join(""),
  ],
  [
    "KIA0005",
    namespaces + virtual("{hosts: [a], exportTo: [gone]}"),
    namespaces + virtual("{hosts: [a], exportTo: [bookinfo, .]}"),
  ],
  ["KIA0102", to("{methods: [FETCH]}"), to('{methods: [GET, "*"]}')],
  [
    "KIA0104",
    serviceYaml("reviews") + to("{hosts: [ratings.bookinfo.svc.cluster.local]}"),
    serviceYaml("reviews") + to('{hosts: ["reviews.bookinfo.svc.cluster.local:9080", reviews, "*"]}'),
  ],
  [
    "KIA0105",
    pod("{app: x}") + peer("a", "DISABLE") + from("{principals: [cluster.local/ns/a/sa/b]}"),
    pod("{app: x}") + peer("a", "PERMISSIVE") + from("{principals: [cluster.local/ns/a/sa/b]}"),
  ],
  [
    "KIA0106",
    account + from("{principals: [cluster.local/ns/bookinfo/sa/gone]}"),
    account + from('{principals: [cluster.local/ns/bookinfo/sa/cart, "cluster.local/ns/bookinfo/sa/*"]}'),
  ],
  [
    "KIA0108",
    meshConfig("trustDomain: prod") + from("{principals: [other/ns/bookinfo/sa/cart]}"),
    meshConfig("trustDomain: prod") + account + from("{principals: [prod/ns/bookinfo/sa/cart]}"),
  ],
  ["KIA0109", ambient + to("{methods: [GET]}"), ambient + to('{ports: ["80"]}')],
  [
    "KIA0110",
    ambient + waypoint + to("{methods: [GET]}"),
    ambient +
      waypoint +
      policy("[{to: [{operation: {methods: [GET]}}]}]", "targetRefs: [{kind: Service, name: x}], "),
  ],
  [
    "KIA1110",
    ambient + object("RequestAuthentication", "r", "{}"),
    object("RequestAuthentication", "r", "{}"),
  ],
  [
    "KIA1115",
    ambient + waypoint + object("RequestAuthentication", "r", "{}"),
    ambient + waypoint + object("RequestAuthentication", "r", "{targetRefs: [{kind: Service, name: x}]}"),
  ],
  ["KIA1111", ambient + object("WasmPlugin", "w", "{}"), namespaces + object("WasmPlugin", "w", "{}")],
  [
    "KIA1116",
    ambient + waypoint + object("WasmPlugin", "w", "{}"),
    ambient + waypoint + object("WasmPlugin", "w", "{targetRefs: [{kind: Service, name: x}]}"),
  ],
  [
    "KIA1112",
    ambient + object("Telemetry", "t", "{tracing: [{}]}"),
    ambient + object("Telemetry", "t", "{metrics: [{}]}"),
  ],
  [
    "KIA1117",
    ambient + waypoint + object("Telemetry", "t", "{tracing: [{}]}"),
    ambient + waypoint + object("Telemetry", "t", "{tracing: [{}], targetRefs: [{kind: Service, name: x}]}"),
  ],
  [
    "KIA0201",
    ["a", "b"]
      .map((name) =>
        object("DestinationRule", name, "{host: reviews, subsets: [{name: v1, labels: {v: a}}]}"),
      )
      .join(""),
    ["a", "b"]
      .map((name) =>
        object("DestinationRule", name, `{host: reviews, subsets: [{name: ${name}, labels: {v: a}}]}`),
      )
      .join(""),
  ],
  [
    "KIA0209",
    object("DestinationRule", "a", "{host: reviews, subsets: [{name: v1}]}"),
    object("DestinationRule", "a", "{host: reviews, subsets: [{name: v1, labels: {v: a}}]}"),
  ],
  [
    "KIA0210",
    ambient +
      serviceYaml("reviews") +
      object("DestinationRule", "a", "{host: reviews, trafficPolicy: {outlierDetection: {}}}"),
    ambient +
      serviceYaml("reviews") +
      object("DestinationRule", "a", "{host: reviews, trafficPolicy: {tls: {mode: DISABLE}}}"),
  ],
  [
    "KIA0211",
    ambient +
      waypoint +
      serviceYaml("reviews") +
      object("DestinationRule", "a", "{host: reviews, trafficPolicy: {outlierDetection: {}}}"),
    bound +
      waypoint +
      serviceYaml("reviews") +
      object("DestinationRule", "a", "{host: reviews, trafficPolicy: {outlierDetection: {}}}"),
  ],
  [
    "KIA0212",
    bound +
      waypoint +
      serviceYaml("reviews") +
      object(
        "DestinationRule",
        "a",
        "{host: reviews.bookinfo.svc.cluster.local, trafficPolicy: {outlierDetection: {}}}",
        ", namespace: shop",
      ),
    bound +
      waypoint +
      serviceYaml("reviews") +
      object("DestinationRule", "a", "{host: reviews, trafficPolicy: {outlierDetection: {}}}"),
  ],
  [
    "KIA1109",
    ambient + serviceYaml("reviews") + virtual("{hosts: [reviews], http: [{}]}"),
    serviceYaml("reviews") + virtual("{hosts: [reviews], http: [{}]}"),
  ],
  [
    "KIA1113",
    ambient + waypoint + serviceYaml("reviews") + virtual("{hosts: [reviews], http: [{}]}"),
    bound + waypoint + serviceYaml("reviews") + virtual("{hosts: [reviews], http: [{}]}"),
  ],
  [
    "KIA1114",
    bound +
      waypoint +
      serviceYaml("reviews") +
      object(
        "VirtualService",
        "v",
        "{hosts: [reviews.bookinfo.svc.cluster.local], http: [{}]}",
        ", namespace: shop",
      ),
    bound + waypoint + serviceYaml("reviews") + virtual("{hosts: [reviews], http: [{}]}"),
  ],
  [
    "KIA0204",
    manual +
      peer("m", "STRICT", inMesh) +
      mutual("all", "*.local") +
      object("DestinationRule", "r", "{host: reviews, trafficPolicy: {loadBalancer: {simple: RANDOM}}}"),
    peer("m", "STRICT", inMesh) +
      mutual("all", "*.local") +
      object("DestinationRule", "r", "{host: reviews, trafficPolicy: {loadBalancer: {simple: RANDOM}}}"),
  ],
  [
    "KIA0205",
    manual + mutual("all", "*.local"),
    manual + mutual("all", "*.local") + peer("m", "STRICT", inMesh),
  ],
  [
    "KIA0206",
    manual + mutual("ns", "*.bookinfo.svc.cluster.local"),
    manual + mutual("ns", "*.bookinfo.svc.cluster.local") + peer("n", "STRICT"),
  ],
  [
    "KIA0401",
    manual + peer("m", "STRICT", inMesh),
    manual + peer("m", "STRICT", inMesh) + mutual("all", "*.local"),
  ],
  [
    "KIA0501",
    manual + peer("n", "STRICT"),
    manual + peer("n", "STRICT") + mutual("ns", "*.bookinfo.svc.cluster.local"),
  ],
  ["KIA0505", manual + peer("n", "DISABLE"), peer("n", "DISABLE")],
  [
    "KIA0506",
    manual + peer("m", "DISABLE", inMesh),
    meshConfig("enableAutoMtls: true") + peer("m", "DISABLE", inMesh),
  ],
];
