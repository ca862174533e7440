import { configKinds } from "@/lib/config/families";

/** Names that a fresh object starts with, taken from the mesh where they are known. */
export type TemplatePlace = {
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
  readonly serviceAccount: string;
};

type Body = (place: TemplatePlace) => readonly string[];

const route = ({ service, port }: TemplatePlace) => [
  "spec:",
  "  parentRefs:",
  '    - group: ""',
  "      kind: Service",
  `      name: ${service}`,
  `      port: ${port}`,
  "  rules:",
  "    - backendRefs:",
  `        - name: ${service}`,
  `          port: ${port}`,
];
const selected = ({ service }: TemplatePlace) => ["  selector:", "    matchLabels:", `      app: ${service}`];

const bodies: Readonly<Record<string, Body>> = {
  "networking.istio.io/VirtualService": ({ service }) => [
    "spec:",
    "  hosts:",
    `    - ${service}`,
    "  http:",
    "    - name: default",
    "      route:",
    "        - destination:",
    `            host: ${service}`,
    "      timeout: 5s",
  ],
  "networking.istio.io/DestinationRule": ({ service }) => [
    "spec:",
    `  host: ${service}`,
    "  trafficPolicy:",
    "    outlierDetection:",
    "      consecutive5xxErrors: 5",
    "      interval: 10s",
    "      baseEjectionTime: 30s",
    "  subsets:",
    "    - name: v1",
    "      labels:",
    "        version: v1",
  ],
  "networking.istio.io/Gateway": ({ service }) => [
    "spec:",
    "  selector:",
    "    istio: ingressgateway",
    "  servers:",
    "    - port:",
    "        number: 80",
    "        name: http",
    "        protocol: HTTP",
    "      hosts:",
    `        - ${service}.example.com`,
  ],
  "networking.istio.io/ServiceEntry": () => [
    "spec:",
    "  hosts:",
    "    - api.example.com",
    "  location: MESH_EXTERNAL",
    "  resolution: DNS",
    "  ports:",
    "    - number: 443",
    "      name: tls",
    "      protocol: TLS",
  ],
  "networking.istio.io/Sidecar": ({ namespace }) => [
    "spec:",
    "  egress:",
    "    - hosts:",
    "        - ./*",
    "        - istio-system/*",
    `        # - other-than-${namespace}/*`,
  ],
  "networking.istio.io/WorkloadEntry": ({ service, serviceAccount }) => [
    "spec:",
    "  address: 192.0.2.10",
    "  labels:",
    `    app: ${service}`,
    `  serviceAccount: ${serviceAccount}`,
  ],
  "networking.istio.io/WorkloadGroup": ({ service, serviceAccount }) => [
    "spec:",
    "  metadata:",
    "    labels:",
    `      app: ${service}`,
    "  template:",
    `    serviceAccount: ${serviceAccount}`,
  ],
  "networking.istio.io/EnvoyFilter": ({ service }) => [
    "spec:",
    "  workloadSelector:",
    "    labels:",
    `      app: ${service}`,
    "  configPatches:",
    "    - applyTo: CLUSTER",
    "      match:",
    "        context: SIDECAR_OUTBOUND",
    "      patch:",
    "        operation: MERGE",
    "        value: {}",
  ],
  "networking.istio.io/ProxyConfig": (place) => ["spec:", ...selected(place), "  concurrency: 2"],
  "telemetry.istio.io/Telemetry": () => ["spec:", "  tracing:", "    - randomSamplingPercentage: 10"],
  "extensions.istio.io/WasmPlugin": (place) => [
    "spec:",
    ...selected(place),
    "  url: oci://registry.example.com/filter:v1",
    "  phase: AUTHN",
    "  failStrategy: FAIL_CLOSE",
  ],
  "security.istio.io/PeerAuthentication": (place) => [
    "spec:",
    ...selected(place),
    "  mtls:",
    "    mode: STRICT",
  ],
  "security.istio.io/RequestAuthentication": (place) => [
    "spec:",
    ...selected(place),
    "  jwtRules:",
    "    - issuer: https://issuer.example.com",
    "      jwksUri: https://issuer.example.com/.well-known/jwks.json",
  ],
  "security.istio.io/AuthorizationPolicy": (place) => [
    "spec:",
    ...selected(place),
    "  action: ALLOW",
    "  rules:",
    "    - from:",
    "        - source:",
    "            principals:",
    `              - cluster.local/ns/${place.namespace}/sa/${place.serviceAccount}`,
    "      to:",
    "        - operation:",
    "            methods:",
    "              - GET",
  ],
  "gateway.networking.k8s.io/HTTPRoute": route,
  "gateway.networking.k8s.io/GRPCRoute": route,
  "gateway.networking.k8s.io/TCPRoute": route,
  "gateway.networking.k8s.io/TLSRoute": route,
  "gateway.networking.k8s.io/GatewayClass": () => ["spec:", "  controllerName: istio.io/gateway-controller"],
  "gateway.networking.k8s.io/Gateway": () => [
    "spec:",
    "  gatewayClassName: istio",
    "  listeners:",
    "    - name: http",
    "      port: 80",
    "      protocol: HTTP",
    "      allowedRoutes:",
    "        namespaces:",
    "          from: Same",
  ],
  "gateway.networking.k8s.io/BackendTLSPolicy": ({ service }) => [
    "spec:",
    "  targetRefs:",
    '    - group: ""',
    "      kind: Service",
    `      name: ${service}`,
    "  validation:",
    `    hostname: ${service}.example.com`,
    "    wellKnownCACertificates: System",
  ],
  "gateway.networking.k8s.io/ReferenceGrant": ({ namespace }) => [
    "spec:",
    "  from:",
    "    - group: gateway.networking.k8s.io",
    "      kind: HTTPRoute",
    `      namespace: ${namespace}`,
    "  to:",
    '    - group: ""',
    "      kind: Service",
  ],
};

/** Kinds that can be begun from a template, as "group/Kind". */
export const templateKinds: readonly string[] = configKinds
  .map(({ group, kind }) => `${group}/${kind}`)
  .filter((key) => key in bodies);

/** A text to begin an object with; undefined for a kind without a template. */
export function templateOf(key: string, place: TemplatePlace): string | undefined {
  const info = configKinds.find(({ group, kind }) => `${group}/${kind}` === key);
  const body = bodies[key];
  if (info === undefined || body === undefined) return undefined;
  return [
    `apiVersion: ${info.group}/${info.versions[0] ?? "v1"}`,
    `kind: ${info.kind}`,
    "metadata:",
    `  name: ${place.service}`,
    ...(info.namespaced ? [`  namespace: ${place.namespace}`] : []),
    ...body(place),
    "",
  ].join("\n");
}
