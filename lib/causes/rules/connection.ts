import type { Fact } from "@/lib/causes/cause";
import type { Evidence, ProxyEvidence } from "@/lib/causes/evidence";
import { forwards, seenByDestination, usedClusters } from "@/lib/causes/look";
import { accessLog, editObject, getObject, kubectlPods, proxyConfig, wizard } from "@/lib/causes/point-to";
import { candidate, notKnown, speaksAgainst, speaksFor, type Rule } from "@/lib/causes/rule";
import { hasFlag, type Symptom } from "@/lib/causes/symptom";

const tlsWords = /tls_error|TLS_error|transport_failure|CERTIFICATE|WRONG_VERSION|SSL|tls/;

function saysTls({ details }: Symptom): boolean {
  return details !== undefined && tlsWords.test(details);
}

function connectionPrior(symptom: Symptom, points: { readonly UF: number; readonly UC: number }): number {
  if (hasFlag(symptom, "UF", "CONNECT", "TLS_FAILURE")) return points.UF;
  return hasFlag(symptom, "UC", "UR", "LR") ? points.UC : 0;
}

/** The caller speaks another kind of TLS than the destination takes. */
export const mtlsMismatch: Rule = (symptom, evidence) => {
  const used = usedClusters(evidence);
  const all = used?.flatMap(({ connections }) => connections) ?? [];
  const refused = all.find(({ security }) => security.kind === "refused");
  return candidate("mtls_mismatch", {
    prior: connectionPrior(symptom, { UF: 1, UC: 1 }) + (saysTls(symptom) ? 2 : 0),
    facts: [
      used === undefined
        ? notKnown("tls_modes")
        : refused === undefined
          ? all.length === 0
            ? notKnown("tls_modes")
            : speaksAgainst("tls_fits", 4, {
                client: all[0]?.clientMode ?? "",
                server: all[0]?.serverMode ?? "",
              })
          : speaksFor(
              "tls_clash",
              5,
              {
                client: refused.clientMode,
                server: refused.serverInMesh ? refused.serverMode : "-",
                workload: refused.workload,
              },
              { ref: refused.clientOrigin ?? refused.serverOrigin },
            ),
      sslErrors(evidence),
      unseen(evidence),
    ],
    objects: [refused?.clientOrigin, refused?.serverOrigin],
    checks: [
      getObject(refused?.clientOrigin),
      getObject(refused?.serverOrigin),
      proxyConfig(evidence, "clusters"),
    ],
    fixes: [editObject(refused?.clientOrigin ?? refused?.serverOrigin), wizard(evidence, "mtls")],
  });
};

function sslErrors(evidence: Evidence): Fact | undefined {
  const { live } = evidence;
  if (live === undefined) return notKnown("live_hosts");
  const errors = live.reduce((sum, { stats }) => sum + (stats["ssl.connection_error"] ?? 0), 0);
  return errors > 0 ? speaksFor("ssl_errors", 1, { count: errors }) : undefined;
}

/** Whether anything of this caller got as far as the destination's own proxy. */
function unseen(evidence: Evidence): Fact | undefined {
  const seen = seenByDestination(evidence);
  if (seen === undefined) return notKnown("traffic");
  return seen.length === 0 && evidence.destination.workloads.length > 0
    ? speaksFor("destination_saw_nothing", 0.5)
    : undefined;
}

/** A certificate of one side has ended. */
export const certificateExpired: Rule = (symptom, evidence) => {
  const sides = [
    { side: "caller", proxy: evidence.callerProxy },
    { side: "destination", proxy: evidence.destinationProxy },
  ] as const;
  const facts = sides.map(({ side, proxy }) => certificateFact(side, proxy, evidence.nowMs));
  return candidate("certificate_expired", {
    prior: connectionPrior(symptom, { UF: 0.7, UC: 0.5 }) + (saysTls(symptom) ? 1.5 : 0),
    facts: [...facts, unseen(evidence)],
    checks: [proxyConfig(evidence, "secret"), ...sides.map(({ side }) => accessLog(evidence, side))],
    fixes: [{ id: "restart_proxy", params: {} }],
  });
};

function certificateFact(
  side: "caller" | "destination",
  proxy: ProxyEvidence | undefined,
  nowMs: number,
): Fact {
  const certificate = proxy?.certificate;
  if (proxy === undefined || certificate === undefined) return notKnown(`certificate_${side}`);
  const until = new Date(certificate.notAfterMs).toISOString().slice(0, 16);
  if (certificate.notAfterMs <= nowMs)
    return speaksFor(`certificate_${side}_expired`, 6, { pod: proxy.pod, until });
  if (certificate.notBeforeMs > nowMs)
    return speaksFor(`certificate_${side}_not_yet`, 5, { pod: proxy.pod, until });
  return speaksAgainst(`certificate_${side}_valid`, 2.5, { pod: proxy.pod, until });
}

/** The service, or the route, points at a port on which nothing of the pods listens. */
export const wrongPort: Rule = (symptom, evidence) => {
  const { service, workloads } = evidence;
  const isNoCluster = hasFlag(symptom, "NC");
  const strayed =
    service === undefined || service === "absent"
      ? undefined
      : forwards(evidence.routing?.routes ?? []).flatMap((route) =>
          route.destinations
            .filter(
              ({ host, port, state }) =>
                state === "no_cluster" &&
                host === service.host &&
                !service.ports.some(({ number }) => number === port),
            )
            .map(({ port }) => ({ port, ref: route.origin })),
        )[0];
  const ports = service === undefined || service === "absent" ? [] : service.ports;
  const declared = new Set(
    workloads?.pods.flatMap(({ containerPorts }) => containerPorts.map(({ port }) => port)) ?? [],
  );
  const names = new Set(
    workloads?.pods.flatMap(({ containerPorts }) => containerPorts.map(({ name }) => name)) ?? [],
  );
  const off = ports.find(({ targetPort }) =>
    typeof targetPort === "number" ? !declared.has(targetPort) : !names.has(targetPort),
  );
  const ref = service === undefined || service === "absent" ? undefined : service.ref;
  const fact = isNoCluster
    ? strayed === undefined
      ? speaksAgainst("route_port_exists", 3)
      : speaksFor("route_port_unknown", 4.5, { port: strayed.port }, { ref: strayed.ref })
    : workloads === undefined || service === undefined
      ? notKnown("ports")
      : declared.size === 0
        ? notKnown("container_ports")
        : off === undefined
          ? speaksAgainst("target_port_declared", 3, {
              port: ports.map(({ targetPort }) => targetPort).join(", "),
            })
          : speaksFor(
              "target_port_undeclared",
              4,
              { port: off.targetPort, declared: [...declared].join(", ") },
              { ref },
            );
  return candidate("wrong_port", {
    prior: isNoCluster ? 1 : hasFlag(symptom, "UH") ? 0.5 : connectionPrior(symptom, { UF: 1, UC: 0 }),
    facts: [fact, isNoCluster ? undefined : connectFailures(evidence)],
    objects: [strayed?.ref, ref],
    checks: [getObject(strayed?.ref ?? ref), kubectlPods(evidence), proxyConfig(evidence, "endpoints")],
    fixes: [editObject(strayed?.ref ?? ref)],
  });
};

function connectFailures(evidence: Evidence): Fact {
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
    prior: isExternal ? 0 : hasFlag(symptom, "UF", "CONNECT", "NETWORK_POLICY") ? 1.5 : 0,
    facts: [
      connectFailures(evidence),
      /refused|delayed_connect_error:_111/i.test(details) ? speaksFor("connect_refused", 1) : undefined,
      /timeout|timed_out/i.test(details) ? speaksFor("connect_timeout", 1) : undefined,
      hasFlag(symptom, "NETWORK_POLICY") ? speaksFor("network_policy", 3) : undefined,
      evidence.workloads === undefined ? notKnown("pods") : undefined,
    ],
    objects:
      workload === undefined
        ? []
        : [{ apiVersion: "apps/v1", kind: "Deployment", namespace: workload.namespace, name: workload.name }],
    checks: [kubectlPods(evidence), accessLog(evidence, "caller"), proxyConfig(evidence, "endpoints")],
  });
};

/** The outside does not answer, or not as the ServiceEntry says. */
export const externalHost: Rule = (symptom, evidence) => {
  const { service } = evidence;
  const isExternal = service !== undefined && service !== "absent" && service.isExternal;
  const ref = isExternal ? service.ref : undefined;
  return candidate("external_host", {
    prior: isExternal
      ? hasFlag(symptom, "UF", "UC", "UT", "UR")
        ? 2
        : symptom.flags.length === 0 && symptom.code >= 500
          ? 2
          : 0
      : 0,
    facts: [
      isExternal ? speaksFor("is_external", 1.5, { host: service.host }, { ref }) : undefined,
      connectFailures(evidence),
    ],
    objects: [ref],
    checks: [
      isExternal
        ? {
            id: "curl",
            params: { host: service.host },
            command: `curl -sv -o /dev/null https://${service.host}/`,
          }
        : undefined,
      getObject(ref),
    ],
    fixes: [editObject(ref)],
  });
};

/** The name of the destination cannot be resolved. */
export const dnsFailure: Rule = (symptom, evidence) => {
  const { service, live } = evidence;
  const known = service === undefined || service === "absent" ? undefined : service;
  const isDns = known?.resolution === "dns" || known?.resolution === "alias";
  const hosts = live?.flatMap((cluster) => cluster.hosts);
  return candidate("dns_failure", {
    prior: hasFlag(symptom, "DF") ? 4 : hasFlag(symptom, "UH") && isDns ? 1 : 0,
    facts: [
      isDns ? speaksFor("resolved_by_dns", 1, { host: known?.host ?? "" }, { ref: known?.ref }) : undefined,
      hosts === undefined
        ? notKnown("live_hosts")
        : hosts.length === 0 && isDns
          ? speaksFor("no_addresses", 3)
          : hosts.length > 0 && isDns
            ? speaksAgainst("addresses", 2, { total: hosts.length })
            : undefined,
    ],
    objects: [known?.ref],
    checks: [
      known === undefined
        ? undefined
        : { id: "lookup", params: { host: known.host }, command: `nslookup ${known.host}` },
      getObject(known?.ref),
    ],
    fixes: [editObject(known?.ref)],
  });
};
