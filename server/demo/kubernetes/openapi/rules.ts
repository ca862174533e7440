import type { CelRule, JsonSchema } from "@/lib/config/schema/json-schema";

/** Rules of the CRDs in CEL: where (`[]` enters a list, `{}` the values of a map), the rule, its message. */
type RuleAt = readonly [path: string, rule: string, message: string];

const port = "0 < self && self <= 65535";
const portMessage = "port must be between 1-65535";
const duration = "duration(self) >= duration('1ms')";
const durationMessage = "must be a valid duration greater than 1ms";
const one = (...fields: readonly string[]) =>
  `${fields.map((field) => `(has(self.${field}) ? 1 : 0)`).join(" + ")} <= 1`;
const noWildcard = "self.all(key, !key.contains('*'))";

const target = (): readonly RuleAt[] => [
  ["spec", one("selector", "targetRef", "targetRefs"), "only one of targetRefs or selector can be set"],
  ["spec.selector.matchLabels", noWildcard, "wildcard not allowed in label key match"],
];
const policy = (path: string): readonly RuleAt[] => [
  [`${path}.connectionPool.tcp.connectTimeout`, duration, durationMessage],
  [`${path}.connectionPool.tcp.idleTimeout`, duration, durationMessage],
  [`${path}.connectionPool.http.idleTimeout`, duration, durationMessage],
  [`${path}.outlierDetection.interval`, duration, durationMessage],
  [`${path}.outlierDetection.baseEjectionTime`, duration, durationMessage],
  [
    `${path}.loadBalancer`,
    "!(has(self.warmup) && has(self.warmupDurationSecs))",
    "only one of warmupDurationSecs or warmup can be set",
  ],
  [`${path}.loadBalancer.warmup.duration`, duration, durationMessage],
];
const backendPort: RuleAt = [
  "spec.rules[].backendRefs[]",
  "(has(self.kind) && self.kind != 'Service') || (has(self.group) && self.group != '') || has(self.port)",
  "Must have port for Service reference",
];

const rules: Readonly<Record<string, readonly RuleAt[]>> = {
  VirtualService: [
    ["spec.http[].route[].weight", "self >= 0", "weight must be 0 or more"],
    ["spec.http[].timeout", duration, durationMessage],
    ["spec.http[].retries.perTryTimeout", duration, durationMessage],
    ["spec.http[].retries.backoff", duration, durationMessage],
    ["spec.http[].fault.delay.fixedDelay", duration, durationMessage],
  ],
  DestinationRule: [...policy("spec.trafficPolicy"), ...policy("spec.subsets[].trafficPolicy")],
  ServiceEntry: [
    ["spec", one("workloadSelector", "endpoints"), "only one of WorkloadSelector or Endpoints can be set"],
    ["spec.hosts[]", "self != '*'", "hostname cannot be wildcard"],
    ["spec.ports[].number", port, portMessage],
  ],
  Sidecar: [
    ["spec.workloadSelector.labels", noWildcard, "wildcard is not supported in selector"],
    ["spec.egress[].port.number", port, portMessage],
    ["spec.ingress[].port.number", port, portMessage],
  ],
  PeerAuthentication: [
    [
      "spec",
      "!has(self.portLevelMtls) || (has(self.selector) && has(self.selector.matchLabels) && self.selector.matchLabels.size() > 0)",
      "portLevelMtls requires selector",
    ],
    ["spec.portLevelMtls", "self.all(key, 0 < int(key) && int(key) <= 65535)", portMessage],
    ["spec.selector.matchLabels", noWildcard, "wildcard not allowed in label key match"],
  ],
  RequestAuthentication: [
    ...target(),
    ["spec.jwtRules[]", one("jwksUri", "jwks_uri", "jwks"), "only one of jwks or jwksUri can be set"],
    [
      "spec.jwtRules[].jwksUri",
      "url(self).getScheme() in ['http', 'https']",
      "url must have scheme http:// or https://",
    ],
  ],
  AuthorizationPolicy: [
    ...target(),
    [
      "spec.rules[].from[].source",
      "!has(self.serviceAccounts) || (!has(self.namespaces) && !has(self.principals))",
      "Cannot set serviceAccounts with namespaces or principals",
    ],
  ],
  Telemetry: target(),
  WasmPlugin: [...target(), ["spec.url", "isURL(self) || !self.contains(' ')", "url must be valid"]],
  HTTPRoute: [
    backendPort,
    [
      "spec.rules[].matches[].path",
      "!has(self.value) || (has(self.type) && self.type == 'RegularExpression') || self.value.startsWith('/')",
      "value must be an absolute path and start with '/' when type one of ['Exact', 'PathPrefix']",
    ],
    [
      "spec.rules[].filters[].requestMirror",
      one("percent", "fraction"),
      "Only one of percent or fraction may be specified in HTTPRequestMirrorFilter",
    ],
  ],
  GRPCRoute: [backendPort],
};

/** The schema with the kind's rules where they belong; a path that the schema does not have is left out. */
export function withRules(kind: string, schema: JsonSchema): JsonSchema {
  return (rules[kind] ?? []).reduce<JsonSchema>(
    (whole, [path, rule, message]) => withRule(whole, stepsOf(path), { rule, message }),
    schema,
  );
}

const stepsOf = (path: string) => path.replaceAll("[]", ".[]").split(".");

function withRule(schema: JsonSchema, [step, ...rest]: readonly string[], rule: CelRule): JsonSchema {
  if (step === undefined) {
    return { ...schema, "x-kubernetes-validations": [...(schema["x-kubernetes-validations"] ?? []), rule] };
  }
  if (step === "[]") {
    return schema.items === undefined ? schema : { ...schema, items: withRule(schema.items, rest, rule) };
  }
  const field = schema.properties?.[step];
  if (field === undefined) return schema;
  return { ...schema, properties: { ...schema.properties, [step]: withRule(field, rest, rule) } };
}
