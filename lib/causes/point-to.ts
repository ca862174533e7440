import type { Check, Fix, PageLink } from "./cause";
import type { Evidence } from "./evidence";
import { textFromTarget } from "@/lib/proxies/dump-target";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import { shell } from "@/lib/shell-command";

/** `/services/ns/name` of the destination; undefined for one that is no service. */
export function servicePage(evidence: Evidence, query?: PageLink["query"]): PageLink | undefined {
  const { service } = evidence;
  if (service === undefined || service === "absent") return undefined;
  const path = `/services/${encodeURIComponent(service.namespace)}/${encodeURIComponent(service.name)}`;
  return query === undefined ? { path } : { path, query };
}

/** A page of the caller's proxy. */
function callerProxyPage(evidence: Evidence, tab: string): PageLink | undefined {
  const pod = evidence.caller?.pods[0];
  if (evidence.caller === undefined || pod === undefined) return undefined;
  return {
    path: `/proxies/${encodeURIComponent(evidence.caller.namespace)}/${encodeURIComponent(pod)}`,
    query: { tab },
  };
}

/** The walk of one request from the caller to the destination, prefilled. */
export function explainRequest(evidence: Evidence): Check | undefined {
  const pod = evidence.caller?.pods[0];
  const { caller, destination, service } = evidence;
  if (caller === undefined || pod === undefined || destination.host === undefined) return undefined;
  const port = service === undefined || service === "absent" ? undefined : service.ports[0]?.number;
  return {
    id: "explain_request",
    params: { pod },
    link: {
      path: "/proxies/explain",
      query: {
        target: textFromTarget({
          cluster: evidence.cluster ?? "",
          namespace: caller.namespace,
          pod,
          view: "envoy",
        }),
        direction: "outbound",
        host: destination.host,
        ...(port === undefined ? {} : { port: `${port}` }),
        method: "GET",
        path: "/",
      },
    },
  };
}

/** shell`istioctl proxy-config` of the caller. */
export function proxyConfig(
  evidence: Evidence,
  part: "clusters" | "endpoints" | "routes" | "listeners" | "secret",
): Check | undefined {
  const pod = evidence.caller?.pods[0];
  const { caller, destination } = evidence;
  if (caller === undefined || pod === undefined) return undefined;
  const host = destination.host ?? "";
  const command: Record<typeof part, string> = {
    clusters: shell`istioctl proxy-config clusters ${pod}.${caller.namespace} --fqdn ${host} -o json`,
    endpoints: shell`istioctl proxy-config endpoints ${pod}.${caller.namespace} | grep -F ${host}`,
    routes: shell`istioctl proxy-config routes ${pod}.${caller.namespace} -o json`,
    listeners: shell`istioctl proxy-config listeners ${pod}.${caller.namespace}`,
    secret: shell`istioctl proxy-config secret ${pod}.${caller.namespace}`,
  };
  const tabs = {
    clusters: "clusters",
    endpoints: "endpoints",
    routes: "routes",
    listeners: "listeners",
    secret: "secrets",
  };
  const link = callerProxyPage(evidence, tabs[part]);
  return {
    id: `proxy_${part}`,
    params: { pod },
    command: command[part],
    ...(link === undefined ? {} : { link }),
  };
}

/** `kubectl` with the destination's pods. */
export function kubectlPods(evidence: Evidence): Check | undefined {
  const [workload] = evidence.destination.workloads;
  if (workload === undefined) return undefined;
  const [pod] = workload.pods;
  return {
    id: "pods",
    params: { workload: workload.name },
    command:
      pod === undefined
        ? shell`kubectl -n ${workload.namespace} get pods -o wide`
        : shell`kubectl -n ${workload.namespace} describe pod ${pod}`,
    link: {
      path: `/workloads/${encodeURIComponent(workload.namespace)}/${encodeURIComponent(workload.name)}`,
    },
  };
}

/** What may keep packets from the destination's pods, or from those of the namespace that is known. */
export function networkPolicies(evidence: Evidence, known?: string): Check | undefined {
  const namespace =
    known ??
    evidence.destination.workloads[0]?.namespace ??
    (evidence.service === undefined || evidence.service === "absent"
      ? undefined
      : evidence.service.namespace);
  if (namespace === undefined) return undefined;
  return {
    id: "network_policies",
    params: { namespace },
    command: shell`kubectl -n ${namespace} get networkpolicy -o wide`,
  };
}

/** A node as its kubelet reports it. */
export function nodeCheck(name: string): Check {
  return { id: "node", params: { name }, command: shell`kubectl describe node ${name}` };
}

/** A secret's type and age, without what is in it. */
export function secretCheck(namespace: string, name: string): Check {
  return { id: "secret", params: { name }, command: shell`kubectl -n ${namespace} get secret ${name}` };
}

/** The sockets that listen in a pod of the destination. */
export function whatListens(evidence: Evidence): Check | undefined {
  const [workload] = evidence.destination.workloads;
  const [pod] = workload?.pods ?? [];
  if (workload === undefined || pod === undefined) return undefined;
  return {
    id: "listening",
    params: { pod },
    command: shell`kubectl -n ${workload.namespace} exec ${pod} -c istio-proxy -- ss -ltn`,
  };
}

/** The destination's application log before its last restart. */
export function previousLog(evidence: Evidence): Check | undefined {
  const pod = evidence.workloads?.pods.find(({ restarts }) => (restarts ?? 0) > 0);
  if (pod === undefined) return undefined;
  return {
    id: "previous_log",
    params: { pod: pod.name },
    command: shell`kubectl -n ${pod.namespace} logs ${pod.name} --previous --tail=100`,
  };
}

/** The destination's application log now. */
export function applicationLog(evidence: Evidence): Check | undefined {
  const [workload] = evidence.destination.workloads;
  const [pod] = workload?.pods ?? [];
  if (workload === undefined || pod === undefined) return undefined;
  return {
    id: "application_log",
    params: { pod },
    command: shell`kubectl -n ${workload.namespace} logs ${pod} --tail=200`,
  };
}

/** A proxy's log of the last requests, where the details are. */
export function accessLog(evidence: Evidence, side: "caller" | "destination"): Check | undefined {
  const party = side === "caller" ? evidence.caller : evidence.destination.workloads[0];
  const [pod] = party?.pods ?? [];
  if (party === undefined || pod === undefined) return undefined;
  return {
    id: "access_log",
    params: { pod },
    command: shell`kubectl -n ${party.namespace} logs ${pod} -c istio-proxy --tail=100`,
  };
}

/** An object as it is in the cluster. */
export function getObject(ref: ObjectRef | undefined): Check | undefined {
  if (ref === undefined) return undefined;
  return {
    id: "object",
    params: { kind: ref.kind, name: ref.name },
    command: shell`kubectl -n ${ref.namespace} get ${ref.kind.toLowerCase()} ${ref.name} -o yaml`,
    link: objectPage(ref),
  };
}

/** Where an object is read and edited. */
export function objectPage(ref: ObjectRef): PageLink {
  return { path: `/config/${[ref.kind, ref.namespace, ref.name].map(encodeURIComponent).join("/")}` };
}

/** Opens an object for editing. */
export function editObject(ref: ObjectRef | undefined): Fix | undefined {
  if (ref === undefined) return undefined;
  return { id: "edit", params: { kind: ref.kind, name: ref.name }, link: objectPage(ref), ref };
}

const wizards = {
  timeout_retry: "/routing/timeout-retry",
  circuit_breaker: "/routing/circuit-breaker",
  traffic_split: "/routing/split",
  request_route: "/routing/request-route",
  fault: "/routing/fault",
  mtls: "/security/mtls",
  access: "/security/access",
  jwt: "/security/jwt",
  sidecar_scope: "/security/sidecar-scope",
} as const;

/** A wizard for the destination's service. */
export function wizard(evidence: Evidence, kind: keyof typeof wizards): Fix | undefined {
  const { service } = evidence;
  if (service === undefined || service === "absent" || service.isExternal) return undefined;
  return {
    id: `wizard_${kind}`,
    params: {},
    link: { path: wizards[kind], query: { service: `${service.namespace}/${service.name}` } },
  };
}
