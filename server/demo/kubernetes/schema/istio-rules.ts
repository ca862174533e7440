import {
  asList,
  asObject,
  countOf,
  durationMs,
  has,
  isPort,
  isUnique,
  rule,
  type Rule,
} from "@/server/demo/kubernetes/schema/rule";

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const atLeastOneMs = (path: string) =>
  rule(path, "must be a valid duration greater than 1ms", (value) => (durationMs(value) ?? 0) >= 1);
const port = (path: string) => rule(path, "port must be between 1-65535", isPort);
const keys = (value: unknown) => Object.keys(asObject(value));

function plainLabels(path: string): readonly Rule[] {
  return [
    rule(path, "wildcard not allowed in label key match", (value) =>
      keys(value).every((key) => !key.includes("*")),
    ),
    rule(path, "key must not be empty", (value) => keys(value).every((key) => key !== "")),
    rule(`${path}{}`, "wildcard not allowed in label value match", (value) => !text(value).includes("*")),
  ];
}

function policyTargets(spec = "spec"): readonly Rule[] {
  const message = "only one of targetRefs or selector can be set";
  const other = "cross namespace referencing is not currently supported";
  return [
    rule(spec, message, (value) => countOf(value, ["selector", "targetRef", "targetRefs"]) <= 1),
    rule(`${spec}.<targetRef|targetRefs[]>.namespace`, other, (value) => text(value) === ""),
    ...plainLabels(`${spec}.selector.matchLabels`),
  ];
}

const workloadLabels = rule(
  "spec.workloadSelector.labels{}",
  "wildcard is not supported in selector",
  (value) => !text(value).includes("*"),
);

function endpoint(path: string, addressRequired: boolean): readonly Rule[] {
  const isSocket = (value: unknown) => text(value).startsWith("unix://");
  const portName = /^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$/;
  return [
    ...(addressRequired
      ? [rule(path, "Address is required", (value) => has(value, "address") || has(value, "network"))]
      : []),
    rule(
      path,
      "UDS may not include ports",
      (value) => !isSocket(asObject(value).address) || !has(value, "ports"),
    ),
    rule(`${path}.address`, "UDS must be an absolute path or abstract socket", (value) =>
      isSocket(value) ? ["/", "@"].includes(text(value)[7] ?? "") : true,
    ),
    rule(
      `${path}.address`,
      "UDS may not be a dir",
      (value) => !isSocket(value) || !text(value).endsWith("/"),
    ),
    rule(`${path}.ports`, "port name must be valid", (value) =>
      keys(value).every((key) => key.length < 63 && portName.test(key)),
    ),
    port(`${path}.ports{}`),
  ];
}

const poolDurations = [
  "connectionPool.http.idleTimeout",
  "connectionPool.http.http2KeepAlive.<interval|timeout>",
  "connectionPool.tcp.<connectTimeout|maxConnectionDuration>",
  "connectionPool.tcp.tcpKeepalive.<interval|time>",
];

const serverTls = (path: string) => [
  rule(
    path,
    "only one of credentialNames or tlsCertificates can be set",
    (value) => countOf(value, ["tlsCertificates", "credentialNames"]) <= 1,
  ),
  rule(
    path,
    "only one of credentialName or credentialNames can be set",
    (value) => countOf(value, ["credentialName", "credentialNames"]) <= 1,
  ),
];

const resolutionOf = (spec: unknown) => text(asObject(spec).resolution);

const serviceEntry: readonly Rule[] = [
  rule(
    "spec",
    "only one of WorkloadSelector or Endpoints can be set",
    (value) => countOf(value, ["workloadSelector", "endpoints"]) <= 1,
  ),
  rule("spec", "CIDR addresses are allowed only for NONE/STATIC resolution types", (value) => {
    const isRange = asList(asObject(value).addresses).some((address) => text(address).includes("/"));
    return !isRange || ["", "NONE", "STATIC"].includes(resolutionOf(value));
  }),
  rule("spec", "NONE mode cannot set endpoints", (value) =>
    ["", "NONE"].includes(resolutionOf(value)) ? !has(value, "endpoints") : true,
  ),
  rule("spec", "DNS_ROUND_ROBIN mode cannot have multiple endpoints", (value) =>
    resolutionOf(value) === "DNS_ROUND_ROBIN" ? asList(asObject(value).endpoints).length <= 1 : true,
  ),
  rule("spec.hosts[]", "hostname cannot be wildcard", (value) => value !== "*"),
  rule("spec.ports", "port number cannot be duplicated", (value) =>
    isUnique(asList(value), (item) => asObject(item).number),
  ),
  port("spec.ports[].<number|targetPort>"),
  workloadLabels,
  ...endpoint("spec.endpoints[]", true),
];

function schemeOf(value: unknown): string | undefined {
  const found = /^([a-z][a-z0-9+.-]*):\/\/[^\s\\#%]/.exec(text(value));
  return found?.[1];
}

const wasmSchemes = new Set(["http", "https", "oci", "file"]);
const isWasmUrl = (value: unknown) =>
  text(value).includes("://")
    ? wasmSchemes.has(schemeOf(value) ?? "none")
    : /^[^\s\\#%]+$/.test(text(value)) || value === "";

const source = "spec.rules[].from[].source";

/** Rules of Istio's CRDs by kind. Source: the x-kubernetes-validations of its CRDs. */
export const istioRules: Readonly<Record<string, readonly Rule[]>> = {
  VirtualService: [
    atLeastOneMs("spec.http[].timeout"),
    atLeastOneMs("spec.http[].retries.<perTryTimeout|backoff>"),
    atLeastOneMs("spec.http[].fault.delay.<fixedDelay|exponentialDelay>"),
    atLeastOneMs("spec.http[].corsPolicy.maxAge"),
  ],
  DestinationRule: [
    ...poolDurations.map((path) => atLeastOneMs(`spec.**${path}`)),
    atLeastOneMs("spec.**outlierDetection.<interval|baseEjectionTime>"),
    atLeastOneMs("spec.**loadBalancer.<warmupDurationSecs|warmup.duration>"),
    ...plainLabels("spec.workloadSelector.matchLabels"),
  ],
  Gateway: serverTls("spec.servers[].tls"),
  Sidecar: [
    ...poolDurations.flatMap((path) => [
      atLeastOneMs(`spec.inbound${path.replace("connection", "Connection")}`),
      atLeastOneMs(`spec.ingress[].${path}`),
    ]),
    ...serverTls("spec.ingress[].tls"),
    workloadLabels,
  ],
  ServiceEntry: serviceEntry,
  WorkloadEntry: endpoint("spec", true),
  WorkloadGroup: [
    ...endpoint("spec.template", false),
    port("spec.probe.<httpGet|tcpSocket|grpc>.port"),
    rule("spec.probe.httpGet.scheme", "scheme must be one of [HTTP, HTTPS]", (value) =>
      ["", "HTTP", "HTTPS"].includes(text(value)),
    ),
  ],
  EnvoyFilter: [
    rule(
      "spec",
      "only one of targetRefs or workloadSelector can be set",
      (value) => countOf(value, ["workloadSelector", "targetRefs"]) <= 1,
    ),
    rule(
      "spec.configPatches[].match",
      "only support waypointMatch when context is WAYPOINT",
      (value) => (asObject(value).context === "WAYPOINT") === has(value, "waypoint"),
    ),
    port("spec.configPatches[].match.waypoint.portNumber"),
    workloadLabels,
  ],
  ProxyConfig: plainLabels("spec.selector.matchLabels"),
  AuthorizationPolicy: [
    ...policyTargets(),
    rule(
      source,
      "Cannot set serviceAccounts with namespaces or principals",
      (value) =>
        countOf(value, ["serviceAccounts", "notServiceAccounts"]) === 0 ||
        countOf(value, ["principals", "notPrincipals", "namespaces", "notNamespaces"]) === 0,
    ),
  ],
  PeerAuthentication: [
    rule("spec", "portLevelMtls requires selector", (value) => {
      const labels = asObject(asObject(value).selector).matchLabels;
      return !has(value, "portLevelMtls") || keys(labels).length > 0;
    }),
    rule("spec.portLevelMtls", "type conversion error from 'string' to 'int'", (value) =>
      keys(value).every((key) => /^-?\d+$/.test(key)),
    ),
    rule("spec.portLevelMtls", "port must be between 1-65535", (value) =>
      keys(value).every((key) => !/^-?\d+$/.test(key) || isPort(key)),
    ),
    ...plainLabels("spec.selector.matchLabels"),
  ],
  RequestAuthentication: [
    ...policyTargets(),
    atLeastOneMs("spec.jwtRules[].timeout"),
    rule(
      "spec.jwtRules[]",
      "only one of jwks or jwksUri can be set",
      (value) => countOf(value, ["jwksUri", "jwks_uri", "jwks"]) <= 1,
    ),
    rule("spec.jwtRules[].<jwksUri|jwks_uri>", "url must have scheme http:// or https://", (value) =>
      ["http", "https"].includes(schemeOf(value) ?? ""),
    ),
  ],
  Telemetry: [
    ...policyTargets(),
    atLeastOneMs("spec.metrics[].reportingInterval"),
    rule("spec.metrics[].overrides[].tagOverrides{}", "value must be set when operation is UPSERT", (value) =>
      asObject(value).operation === "UPSERT" ? text(asObject(value).value) !== "" : true,
    ),
    rule(
      "spec.metrics[].overrides[].tagOverrides{}",
      "value must not be set when operation is REMOVE",
      (value) => (asObject(value).operation === "REMOVE" ? !has(value, "value") : true),
    ),
  ],
  WasmPlugin: [
    ...policyTargets(),
    rule("spec.url", "url must have schema one of [http, https, file, oci]", isWasmUrl),
    rule("spec.vmConfig.env[]", "value may only be set when valueFrom is INLINE", (value) =>
      asObject(value).valueFrom === "HOST" ? !has(value, "value") : true,
    ),
  ],
};
