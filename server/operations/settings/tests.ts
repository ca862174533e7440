import type { Manifest } from "@/lib/config/manifest";
import type { SourceWarning } from "@/lib/errors";
import type { AccessQuestion, Call, ClusterSources } from "@/server/ports";
import type { Finding } from "./probe";

/** The Date header has whole seconds and travels: less than this is no skew. */
const skewLimitMs = 5000;

export async function testPrometheus(
  { metrics, name }: ClusterSources,
  call: Call,
  nowMs: () => number,
): Promise<Finding> {
  const { data, warnings } = await metrics.buildInfo(call);
  const requests = await metrics.query("count(istio_requests_total)", nowMs(), call);
  const series = requests.data[0]?.value ?? 0;
  const problems: SourceWarning[] = [...warnings, ...requests.warnings];
  const common = { source: "prometheus" as const, cluster: name };
  if (series === 0) {
    problems.push({
      ...common,
      reason: "empty",
      part: "istio_requests_total",
      message: "there is no series istio_requests_total",
      hint: "Scrape the proxies' merged metrics (port 15020), check prometheus.scope, and that Telemetry does not turn Prometheus metrics off.",
    });
  }
  const skewMs = data.serverTimeMs === undefined ? 0 : data.serverTimeMs - nowMs();
  if (Math.abs(skewMs) > skewLimitMs) {
    problems.push({
      ...common,
      reason: "clock_skew",
      message: `its clock is ${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? "ahead of" : "behind"} ours`,
      hint: "Set both machines' clocks by NTP: until then the newest samples are missing or lie in the future.",
    });
  }
  return { facts: [`${data.flavour} ${data.version}`, `${series} series of istio_requests_total`], problems };
}

export async function testJaeger({ traces, name }: ClusterSources, call: Call): Promise<Finding> {
  const api = await traces.api(call);
  const { data, warnings } = await traces.services(call);
  const problems = [...warnings];
  if (data.length === 0) {
    problems.push({
      source: "jaeger",
      cluster: name,
      reason: "empty",
      part: "services",
      message: "Jaeger knows no service",
      hint: "Set a tracing provider and a sampling percentage above 0 with a Telemetry object, and send some requests.",
    });
  }
  return { facts: [`API ${api}`, `${data.length} services`], problems };
}

const wanted: readonly AccessQuestion[] = [
  { verb: "list", group: "", resource: "pods" },
  { verb: "watch", group: "networking.istio.io", resource: "virtualservices" },
  { verb: "patch", group: "networking.istio.io", resource: "virtualservices" },
  { verb: "create", group: "", resource: "pods", subresource: "portforward" },
];

export async function testKubernetes({ kubernetes, name }: ClusterSources, call: Call): Promise<Finding> {
  const version = await kubernetes.version(call);
  const [who, answers, pods] = await Promise.all([
    kubernetes.whoAmI(call),
    kubernetes.canI(wanted, call),
    kubernetes.list("", "Pod", call),
  ]);
  const common = { source: "kubernetes" as const, cluster: name };
  const denied = wanted.flatMap((question, index): SourceWarning[] => {
    if (answers[index]?.allowed === true) return [];
    const what = `${question.verb} ${question.resource}${question.subresource === undefined ? "" : `/${question.subresource}`}`;
    const message = `${who.username} may not ${what}`;
    return [
      {
        ...common,
        reason: "forbidden",
        part: what,
        message,
        hint: "Bind a role with this verb to this user.",
      },
    ];
  });
  const failed = kubernetes
    .states()
    .flatMap(({ kind, state }): SourceWarning[] =>
      state === "failed"
        ? [{ ...common, reason: "partial", part: kind, message: `${kind} cannot be watched` }]
        : [],
    );
  return {
    facts: [version, `as ${who.username}`, `${pods.data.length} pods`],
    problems: [...pods.warnings, ...denied, ...failed],
  };
}

export async function testIstiod({ controlPlane, name }: ClusterSources, call: Call): Promise<Finding> {
  const { data, warnings } = await controlPlane.replicas(call);
  const problems = [...warnings];
  if (data.length === 0) {
    problems.push({
      source: "istiod",
      cluster: name,
      reason: "empty",
      message: "no istiod replica was found",
      hint: "Check istiod.namespace, or set istiod.access to direct with its address.",
    });
  }
  const facts = data.map(
    ({ name: replica, version, reachable, connectedProxies }) =>
      `${replica}: ${reachable ? `${version ?? "unknown version"}, ${connectedProxies ?? "unknown"} proxies` : "not reached"}`,
  );
  return { facts, problems };
}

/** One running proxy stands for all: they are reached in the same way. */
export async function testEnvoy(
  { kubernetes, proxyAdmin, name }: ClusterSources,
  call: Call,
): Promise<Finding> {
  const pods = await kubernetes.list("", "Pod", call);
  const pod = pods.data.find(isRunningProxy);
  if (pod === undefined) {
    const message = "no running pod has a proxy";
    const hint = "Label a namespace with istio-injection=enabled and restart its pods.";
    return {
      facts: [],
      problems: [...pods.warnings, { source: "envoy", cluster: name, reason: "empty", message, hint }],
    };
  }
  const address = { pod: pod.metadata.name, namespace: pod.metadata.namespace ?? "", podIp: podIpOf(pod) };
  const { warnings } = await proxyAdmin.page(address, "memory", call);
  return { facts: [`asked ${address.namespace}/${address.pod}`], problems: warnings };
}

function isRunningProxy({ spec, status }: Manifest): boolean {
  const containers = [spec?.["containers"], spec?.["initContainers"]].flat();
  const hasProxy = containers.some((container) => isRecord(container) && container["name"] === "istio-proxy");
  return hasProxy && isRecord(status) && status["phase"] === "Running";
}

function podIpOf({ status }: Manifest): string {
  const ip = isRecord(status) ? status["podIP"] : undefined;
  return typeof ip === "string" ? ip : "";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
