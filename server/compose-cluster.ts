import { istiodPods } from "@/lib/controlplane/istiod-pods";
import type { AnswerCache } from "@/server/cache";
import type { ClusterConfig } from "@/server/config/schema";
import type { ClusterSources, ControlPlaneSource, KubernetesSource, ProxyAdminSource } from "@/server/ports";
import { shareControlPlane, shareMetrics } from "@/server/shared-reads";
import { createEnvoyCommon, createEnvoySource, type EnvoyCommon } from "@/server/sources/envoy/index";
import { createIstiodSource, type IstiodAccess } from "@/server/sources/istiod/index";
import { createJaegerSource } from "@/server/sources/jaeger/index";
import { createKubernetes, type Kubernetes, type Person } from "@/server/sources/kubernetes/index";
import { createPrometheusSource } from "@/server/sources/prometheus/index";
import { unavailableMetrics, unavailableTraces } from "@/server/unavailable";

/** One cluster's sources as the console's own account, and on behalf of a person. */
export type ComposedCluster = {
  readonly name: string;
  readonly own: ClusterSources;
  /** `audience` separates what this person may see from what others may. */
  readonly as: (person: Person, audience: string) => ClusterSources;
  readonly kubernetes: Kubernetes;
};

/** Builds the five sources of one configured cluster. Throws an Error that names what is wrong with the kubeconfig. */
export function composeCluster(config: ClusterConfig, cache: AnswerCache): ComposedCluster {
  const { name } = config;
  const kubernetes = createKubernetes({ cluster: name, access: config.kubernetes });
  const metrics =
    config.prometheus === undefined
      ? unavailableMetrics(name)
      : shareMetrics(createPrometheusSource({ cluster: name, ...config.prometheus }), name, cache);
  const traces =
    config.jaeger === undefined
      ? unavailableTraces(name)
      : createJaegerSource({ cluster: name, ...config.jaeger });
  const istiodFor = (source: KubernetesSource, person: Person | undefined, audience: string) =>
    shareControlPlane(composeIstiod(config, kubernetes, source, person), `${name} ${audience}`, name, cache);
  // Asked directly, istiod sees the console's own credentials whoever reads, so one source is everybody's.
  const direct = config.istiod.access === "direct" ? istiodFor(kubernetes.source, undefined, "") : undefined;
  const envoys = createEnvoyCommon();
  const sourcesFor = (
    source: KubernetesSource,
    person: Person | undefined,
    audience: string,
  ): ClusterSources => ({
    name,
    ...(config.prometheus === undefined ? {} : { scrapeMs: config.prometheus.scrapeInterval }),
    metrics,
    traces,
    kubernetes: source,
    syncIntervalMs: config.istiod.syncInterval,
    controlPlane: direct ?? istiodFor(source, person, audience),
    proxyAdmin: composeEnvoy(config, source, envoys, audience),
  });
  return {
    name,
    kubernetes,
    own: sourcesFor(kubernetes.source, undefined, ""),
    as: (person, audience) => sourcesFor(kubernetes.as(person), person, audience),
  };
}

function composeIstiod(
  { name, istiod }: ClusterConfig,
  kubernetes: Kubernetes,
  source: KubernetesSource,
  person: Person | undefined,
): ControlPlaneSource {
  return createIstiodSource({
    cluster: name,
    access: istiodAccess(istiod, kubernetes, person),
    listPods: async () => {
      const pods = await source.list("", "Pod", { purpose: "istiod's replicas" }, [istiod.namespace]);
      return istiodPods(pods.data);
    },
    dial: (pod, port) => source.dial(pod, port, { purpose: "istiod's debug pages" }),
  });
}

function istiodAccess(
  istiod: ClusterConfig["istiod"],
  kubernetes: Kubernetes,
  person: Person | undefined,
): IstiodAccess {
  const { access, url = [], headers, bearerTokenFile, tls } = istiod;
  if (access === "portForward") return { kind: "portForward" };
  if (access === "podProxy") return { kind: "podProxy", ...kubernetes.proxyAccess(person) };
  return { kind: "direct", urls: [url].flat(), headers, bearerTokenFile, tls };
}

function composeEnvoy(
  { name, envoy }: ClusterConfig,
  source: KubernetesSource,
  common: EnvoyCommon,
  audience: string,
): ProxyAdminSource {
  const { access, port, url } = envoy;
  return createEnvoySource(
    {
      cluster: name,
      access: access === "direct" ? { kind: "direct", url, port } : { kind: "portForward", port },
      dial: (pod, targetPort) => source.dial(pod, targetPort, { purpose: "Envoy's admin pages" }),
    },
    common,
    audience,
  );
}
