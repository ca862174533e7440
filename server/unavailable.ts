import { SourceError, type FaultReason, type SourceName } from "@/lib/errors";
import { phrase, type Phrase } from "@/lib/phrase";
import type {
  ClusterSources,
  ControlPlaneSource,
  KubernetesSource,
  MetricsSource,
  ProxyAdminSource,
  TraceSource,
} from "@/server/ports";

type Why = {
  readonly reason: FaultReason;
  readonly message: string | Phrase;
  readonly hint: string | Phrase;
};

function refusal(source: SourceName, cluster: string, why: Why): () => Promise<never> {
  return () =>
    Promise.reject(new SourceError(why.message, { source, cluster, reason: why.reason, hint: why.hint }));
}

function notConfigured(key: string): Why {
  return {
    reason: "not_configured",
    message: phrase("not_in_configuration", { key }),
    hint: phrase("add_to_configuration", { key }),
  };
}

/** Stands where no Prometheus is configured, or where it may not be asked. */
export function unavailableMetrics(cluster: string, why = notConfigured("prometheus")): MetricsSource {
  const refuse = refusal("prometheus", cluster, why);
  return { query: refuse, queryRange: refuse, labelValues: refuse, buildInfo: refuse };
}

/** Stands where no Jaeger is configured, or where it may not be asked. */
export function unavailableTraces(cluster: string, why = notConfigured("jaeger")): TraceSource {
  const refuse = refusal("jaeger", cluster, why);
  return { services: refuse, operations: refuse, search: refuse, sample: refuse, get: refuse, api: refuse };
}

const signInFirst: Why = {
  reason: "unauthenticated",
  message: phrase("nobody_signed_in"),
  hint: phrase("sign_in_with_token"),
};

/** The cluster as somebody sees it who has not signed in, or whose token the cluster refused. */
export function signedOutSources(name: string, why: Partial<Why> = {}): ClusterSources {
  const full = { ...signInFirst, ...why };
  return {
    name,
    metrics: unavailableMetrics(name, full),
    traces: unavailableTraces(name, full),
    kubernetes: signedOutKubernetes(name, full),
    controlPlane: signedOutControlPlane(name, full),
    proxyAdmin: signedOutProxyAdmin(name, full),
  };
}

function signedOutKubernetes(cluster: string, why: Why): KubernetesSource {
  const refuse = refusal("kubernetes", cluster, why);
  return {
    list: refuse,
    get: refuse,
    events: refuse,
    networkPolicies: refuse,
    apply: refuse,
    replace: refuse,
    create: refuse,
    patchJson: refuse,
    remove: refuse,
    canI: refuse,
    whoAmI: refuse,
    version: refuse,
    openApi: refuse,
    dial: refuse,
    states: () => [],
    revision: () => 0,
  };
}

function signedOutControlPlane(cluster: string, why: Why): ControlPlaneSource {
  const refuse = refusal("istiod", cluster, why);
  return { sync: refuse, replicas: refuse, debug: refuse, configDump: refuse, metrics: refuse };
}

function signedOutProxyAdmin(cluster: string, why: Why): ProxyAdminSource {
  const refuse = refusal("envoy", cluster, why);
  return {
    configDump: refuse,
    page: refuse,
    ztunnelDump: refuse,
    secrets: refuse,
    stats: refuse,
    statistics: refuse,
  };
}
