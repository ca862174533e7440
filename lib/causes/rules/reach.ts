import type { Fact } from "@/lib/causes/cause";
import type { Evidence } from "@/lib/causes/evidence";
import { forwards, usedClusters } from "@/lib/causes/look";
import {
  accessLog,
  editObject,
  getObject,
  kubectlPods,
  networkPolicies,
  proxyConfig,
} from "@/lib/causes/point-to";
import { candidate, notKnown, speaksAgainst, speaksFor, type Rule } from "@/lib/causes/rule";
import { hasFlag, type Symptom } from "@/lib/causes/symptom";

/** The service, the route or the caller names a port on which nothing of the pods listens. */
export const wrongPort: Rule = (symptom, evidence) => {
  const { service } = evidence;
  const asked = askedPort(evidence);
  const isNoCluster = hasFlag(symptom, "NC");
  const strayed = strayedRoute(evidence);
  const ref = service === undefined || service === "absent" ? undefined : service.ref;
  return candidate("wrong_port", {
    prior: asked === undefined ? portPrior(symptom, evidence) : 1.5,
    facts: [
      askedFact(evidence) ??
        (isNoCluster
          ? strayed === undefined
            ? speaksAgainst("route_port_exists", 3)
            : speaksFor("route_port_unknown", 4.5, { port: strayed.port }, { ref: strayed.ref })
          : (headlessFact(evidence) ?? targetFact(evidence))),
      isNoCluster || asked !== undefined ? undefined : connectFailures(evidence),
      // Where nothing listens a connection is refused at once; packets that vanish time out.
      timeouts(evidence) > 0 && !isNoCluster
        ? speaksAgainst("connect_timeouts", 1, countOf(evidence))
        : undefined,
    ],
    objects: [strayed?.ref, ref],
    checks: [getObject(strayed?.ref ?? ref), kubectlPods(evidence), proxyConfig(evidence, "endpoints")],
    fixes: [editObject(strayed?.ref ?? ref)],
  });
};

/** The Service sends to a port by a name that no container has: then it has no endpoint, whatever its pods do. */
function isNameless({ service, workloads }: Evidence): boolean {
  const names = workloads?.pods.flatMap(({ containerPorts }) => containerPorts.map(({ name }) => name)) ?? [];
  const ports = service === undefined || service === "absent" ? [] : service.ports;
  return (
    (workloads?.pods.length ?? 0) > 0 &&
    ports.some(({ targetPort }) => typeof targetPort === "string" && !names.includes(targetPort))
  );
}

function portPrior(symptom: Symptom, evidence: Evidence): number {
  if (hasFlag(symptom, "NC")) return 1;
  if (hasFlag(symptom, "UH")) return isNameless(evidence) ? 3.5 : 0.5;
  return hasFlag(symptom, "UF", "CONNECT") ? 1 : 0;
}

/** A route to the service on a port that it does not have. */
function strayedRoute({ service, routing }: Evidence) {
  if (service === undefined || service === "absent") return undefined;
  return forwards(routing?.routes ?? []).flatMap((route) =>
    route.destinations
      .filter(
        ({ host, port, state }) =>
          state === "no_cluster" &&
          host === service.host &&
          !service.ports.some(({ number }) => number === port),
      )
      .map(({ port }) => ({ port, ref: route.origin })),
  )[0];
}

/** Requests to a headless service go to the pods' addresses on the port that was asked for, past its target port. */
function headlessFact(evidence: Evidence): Fact | undefined {
  const { service } = evidence;
  if (service === undefined || service === "absent" || service.isExternal) return undefined;
  const direct = usedClusters(evidence)?.find(({ settings }) => settings.discovery === "original_dst");
  const port = service.ports.find(({ number }) => number === direct?.port);
  if (port === undefined || port.targetPort === port.number) return undefined;
  return speaksFor(
    "headless_port",
    4,
    { port: port.number, targetPort: port.targetPort },
    { ref: service.ref },
  );
}

/** Whether the pods' containers declare what the service's ports lead to. */
function targetFact({ service, workloads }: Evidence): Fact {
  if (workloads === undefined || service === undefined) return notKnown("ports");
  const containers = workloads.pods.flatMap(({ containerPorts }) => containerPorts);
  if (containers.length === 0) return notKnown("container_ports");
  const ports = service === "absent" ? [] : service.ports;
  const off = ports.find(
    ({ targetPort }) => !containers.some(({ port, name }) => port === targetPort || name === targetPort),
  );
  if (off === undefined || service === "absent")
    return speaksAgainst("target_port_declared", 3, {
      port: ports.map(({ targetPort }) => targetPort).join(", "),
    });
  const declared = [...new Set(containers.map(({ port }) => port))].join(", ");
  return speaksFor("target_port_undeclared", 4, { port: off.targetPort, declared }, { ref: service.ref });
}

function askedFact(evidence: Evidence): Fact | undefined {
  const { service } = evidence;
  const port = askedPort(evidence);
  if (port === undefined || service === undefined || service === "absent") return undefined;
  const ports = service.ports.map(({ number }) => number).join(", ");
  return speaksFor("asked_port_unknown", 4.5, { port, ports }, { ref: service.ref });
}

/** The port that was asked for, when the service has none of that number. */
function askedPort({ destination, service }: Evidence): number | undefined {
  if (destination.port === undefined || service === undefined || service === "absent") return undefined;
  return service.ports.some(({ number }) => number === destination.port) ? undefined : destination.port;
}

/** Connections of the caller that were given up. */
export function timeouts({ live }: Evidence): number {
  return (live ?? []).reduce((sum, { stats }) => sum + (stats["upstream_cx_connect_timeout"] ?? 0), 0);
}

function countOf(evidence: Evidence) {
  return { count: timeouts(evidence) };
}

/** How connections of the caller to the hosts fare. */
export function connectFailures(evidence: Evidence): Fact {
  const { live } = evidence;
  if (live === undefined) return notKnown("live_hosts");
  const hosts = live.flatMap((cluster) => cluster.hosts);
  const failing = hosts.filter(({ connectFailures: count }) => (count ?? 0) > 0).length;
  if (failing === 0)
    return hosts.length === 0
      ? notKnown("live_hosts")
      : speaksAgainst("connects", 0.5, { total: hosts.length });
  return speaksFor(failing === hosts.length ? "connect_fails_all" : "connect_fails_some", 1, {
    count: failing,
    total: hosts.length,
  });
}

/** Connections to the endpoints fail: nothing listens, a network policy drops them, a node is gone. */
export const endpointsUnreachable: Rule = (symptom, evidence) => {
  const { service } = evidence;
  const isExternal = service !== undefined && service !== "absent" && service.isExternal;
  const details = symptom.details ?? "";
  const [workload] = evidence.destination.workloads;
  return candidate("endpoints_unreachable", {
    prior: isExternal
      ? 0
      : hasFlag(symptom, "UF", "CONNECT", "NETWORK_POLICY")
        ? 1.5
        : // A caller that gave up while the proxy was still connecting.
          hasFlag(symptom, "DC") && timeouts(evidence) > 0
          ? 1
          : 0,
    facts: [
      connectFailures(evidence),
      timeouts(evidence) > 0 ? speaksFor("connect_timeouts", 1.5, countOf(evidence)) : undefined,
      evidence.networkPolicies === undefined ? notKnown("network_policies") : undefined,
      /refused|delayed_connect_error:_111/i.test(details) ? speaksFor("connect_refused", 1) : undefined,
      /timeout|timed_out/i.test(details) ? speaksFor("connect_timeout", 1) : undefined,
      hasFlag(symptom, "NETWORK_POLICY") ? speaksFor("network_policy", 3) : undefined,
      evidence.workloads === undefined ? notKnown("pods") : undefined,
    ],
    objects:
      workload === undefined
        ? []
        : [{ apiVersion: "apps/v1", kind: "Deployment", namespace: workload.namespace, name: workload.name }],
    checks: [
      networkPolicies(evidence),
      kubectlPods(evidence),
      accessLog(evidence, "caller"),
      proxyConfig(evidence, "endpoints"),
    ],
  });
};
