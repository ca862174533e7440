type Stage = "alpha" | "beta" | "stable";
type KnownAnnotation = {
  readonly stage: Stage;
  readonly isDeprecated: boolean;
  /** Kinds that it belongs on; "Any" for all. */
  readonly kinds: readonly string[];
};

/** `name stage kinds`, a name with "!" is deprecated. Source: Istio's reference of resource annotations, 1.31. */
const pod = `
  prometheus.istio.io/merge-metrics alpha
  sidecar.istio.io/inject! beta
  sidecar.istio.io/status alpha
  sidecar.istio.io/rewriteAppHTTPProbers alpha
  sidecar.istio.io/discoveryAddress! alpha
  sidecar.istio.io/proxyImage alpha
  sidecar.istio.io/proxyImageType alpha
  sidecar.istio.io/proxyCPU alpha
  sidecar.istio.io/proxyCPULimit alpha
  sidecar.istio.io/proxyMemory alpha
  sidecar.istio.io/proxyMemoryLimit alpha
  sidecar.istio.io/interceptionMode alpha
  sidecar.istio.io/bootstrapOverride alpha
  sidecar.istio.io/statsInclusionPrefixes! alpha
  sidecar.istio.io/statsInclusionSuffixes! alpha
  sidecar.istio.io/statsInclusionRegexps! alpha
  sidecar.istio.io/statsHistogramBuckets alpha
  sidecar.istio.io/statsHistogramBins alpha
  sidecar.istio.io/statsFlushInterval alpha
  sidecar.istio.io/statsEvictionInterval alpha
  sidecar.istio.io/statsCompression! alpha
  sidecar.istio.io/userVolume alpha
  sidecar.istio.io/userVolumeMount alpha
  sidecar.istio.io/logLevel alpha
  sidecar.istio.io/componentLogLevel alpha
  sidecar.istio.io/agentLogLevel alpha
  sidecar.istio.io/nativeSidecar alpha
  sidecar.istio.io/extraStatTags! alpha
  status.sidecar.istio.io/port alpha
  readiness.status.sidecar.istio.io/initialDelaySeconds alpha
  readiness.status.sidecar.istio.io/periodSeconds alpha
  readiness.status.sidecar.istio.io/failureThreshold alpha
  readiness.status.sidecar.istio.io/applicationPorts alpha
  traffic.sidecar.istio.io/includeOutboundIPRanges alpha
  traffic.sidecar.istio.io/excludeOutboundIPRanges alpha
  traffic.sidecar.istio.io/includeInboundPorts alpha
  traffic.sidecar.istio.io/excludeInboundPorts alpha
  traffic.sidecar.istio.io/excludeInterfaces alpha
  traffic.sidecar.istio.io/includeOutboundPorts alpha
  traffic.sidecar.istio.io/excludeOutboundPorts alpha
  traffic.sidecar.istio.io/kubevirtInterfaces! alpha
  proxy.istio.io/config beta
  proxy.istio.io/overrides alpha
  inject.istio.io/templates alpha
  istio.io/rev alpha
  istio.io/reroute-virtual-interfaces alpha
  ambient.istio.io/redirection beta
  ambient.istio.io/bypass-inbound-capture alpha
  ambient.istio.io/dns-capture alpha`;
const others = `
  alpha.istio.io/kubernetes-serviceaccounts! alpha Service
  alpha.istio.io/canonical-serviceaccounts! alpha Service
  networking.istio.io/exportTo alpha Service
  traffic.istio.io/nodeSelector stable Service
  networking.istio.io/traffic-distribution alpha Namespace,Service,ServiceEntry
  istio.io/use-waypoint-canary-weight alpha Service,ServiceEntry,Namespace
  kubernetes.io/ingress.class stable Ingress
  galley.istio.io/analyze-suppress alpha Any
  gateway.istio.io/controller-version alpha Any
  istio.io/dry-run alpha AuthorizationPolicy
  istio.io/autoRegistrationGroup alpha WorkloadEntry
  istio.io/workloadController alpha WorkloadEntry
  istio.io/connectedAt alpha WorkloadEntry
  istio.io/disconnectedAt alpha WorkloadEntry
  topology.istio.io/controlPlaneClusters alpha Namespace
  ambient.istio.io/waypoint-inbound-binding alpha GatewayClass,Gateway
  gateway.istio.io/service-account alpha Gateway
  gateway.istio.io/name-override alpha Gateway
  networking.istio.io/service-type alpha Gateway`;

function entriesOf(table: string): readonly (readonly [string, KnownAnnotation])[] {
  return table
    .trim()
    .split("\n")
    .map((line) => {
      const [name = "", stage = "alpha", kinds = "Pod"] = line.trim().split(" ");
      return [
        name.replace("!", ""),
        { stage: stage as Stage, isDeprecated: name.endsWith("!"), kinds: kinds.split(",") },
      ];
    });
}

const catalog = new Map([...entriesOf(pod), ...entriesOf(others)]);

/** What Istio knows of the annotation; undefined for one that it does not know. */
export function knownAnnotation(name: string): KnownAnnotation | undefined {
  return catalog.get(name);
}

/** Whether the annotation is in Istio's care: its own domains, and the one of Kubernetes that it documents. */
export function isIstioAnnotation(name: string): boolean {
  return name === "kubernetes.io/ingress.class" || (name.split("/")[0] ?? "").endsWith("istio.io");
}

/** Written by Istio itself on objects of people: never worth a word. */
export const writtenByIstio: ReadonlySet<string> = new Set([
  "sidecar.istio.io/status",
  "gateway.istio.io/controller-version",
  "istio.io/rev",
]);
