import type { Fact } from "@/lib/causes/cause";
import type { Evidence, ProxyEvidence } from "@/lib/causes/evidence";
import { seenByDestination, usedClusters } from "@/lib/causes/look";
import { accessLog, editObject, getObject, proxyConfig, wizard } from "@/lib/causes/point-to";
import { connectFailures } from "./reach";
import { candidate, notKnown, speaksAgainst, speaksFor, type Rule } from "@/lib/causes/rule";
import { detailsSay, hasFlag, type Symptom } from "@/lib/causes/symptom";
import { shell } from "@/lib/shell-command";

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
  const strict = plainToStrict(symptom, evidence);
  return candidate("mtls_mismatch", {
    prior:
      connectionPrior(symptom, { UF: 1, UC: 1 }) +
      (saysTls(symptom) ? 2 : 0) +
      (strict === undefined ? 0 : 2.5),
    facts: [
      strict === undefined
        ? undefined
        : speaksFor("server_strict", 3, { workload: strict.workload }, { ref: strict.origin }),
      strict !== undefined
        ? undefined
        : used === undefined
          ? notKnown("tls_modes")
          : refused === undefined
            ? all.length === 0
              ? notKnown("tls_modes")
              : originating(evidence) !== undefined
                ? undefined
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
      originationFact(symptom, evidence),
      sslErrors(evidence),
      unseen(evidence),
    ],
    objects: [originating(evidence)?.rule, refused?.clientOrigin, refused?.serverOrigin, strict?.origin],
    checks: [
      getObject(refused?.clientOrigin ?? originating(evidence)?.rule),
      getObject(refused?.serverOrigin ?? strict?.origin),
      proxyConfig(evidence, "clusters"),
    ],
    fixes: [
      editObject(
        refused?.clientOrigin ?? refused?.serverOrigin ?? originating(evidence)?.rule ?? strict?.origin,
      ),
      wizard(evidence, "mtls"),
    ],
  });
};

/** A destination that takes mTLS alone has no filter chain for a caller in plain text, as one without a sidecar is. */
function plainToStrict(symptom: Symptom, { caller, policies }: Evidence) {
  const isChainless =
    detailsSay(symptom, "filter_chain_not_found") || (hasFlag(symptom, "NR") && symptom.code === 0);
  if (!isChainless || symptom.reporter !== "destination") return undefined;
  if (caller !== undefined && caller.dataplane !== "none" && caller.dataplane !== "unknown") return undefined;
  return policies?.serverModes.find(({ mode }) => mode === "STRICT");
}

/** The cluster for which the caller's rule begins TLS that is not the mesh's own. */
function originating(evidence: Evidence) {
  return usedClusters(evidence)?.find(
    ({ settings }) => settings.tlsMode === "simple" || settings.tlsMode === "mutual",
  );
}

/** A rule that begins TLS fails where the port is plain, and where the application's own TLS is wrapped once more. */
function originationFact(symptom: Symptom, evidence: Evidence): Fact | undefined {
  const found = originating(evidence);
  const { service } = evidence;
  if (found === undefined || service === undefined || service === "absent") return undefined;
  const port = service.ports.find(({ number }) => number === found.port);
  if (port === undefined || !hasFlag(symptom, "UF", "UC")) return undefined;
  const params = { mode: found.settings.tlsMode.toUpperCase(), port: port.number, protocol: port.protocol };
  const more = { ref: found.rule };
  if (port.protocol === "tls") return speaksFor("tls_twice", 3, params, more);
  const declared = evidence.workloads?.pods.flatMap(({ containerPorts }) => containerPorts) ?? [];
  const own = declared.find(
    ({ port: number, name }) => number === port.targetPort || name === port.targetPort,
  );
  const looksSecure = [port.number, port.targetPort, own?.port].some((one) => `${one}`.endsWith("443"));
  return looksSecure || /^(https|tls)/.test(own?.name ?? "")
    ? speaksAgainst("port_looks_secure", 0.5, params, more)
    : speaksFor("tls_to_plain_port", 3, params, more);
}

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
            command: shell`curl -sv -o /dev/null https://${service.host}/`,
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
  // A Service of type ExternalName is another name only: nothing is behind it but what the name leads to.
  const isLost = known?.resolution === "alias" && hasFlag(symptom, "UF", "UH", "UC", "DC");
  return candidate("dns_failure", {
    prior: hasFlag(symptom, "DF") ? 4 : (hasFlag(symptom, "UH") && isDns) || isLost ? 1 : 0,
    facts: [
      isDns ? speaksFor("resolved_by_dns", 1, { host: known?.host ?? "" }, { ref: known?.ref }) : undefined,
      hosts === undefined
        ? notKnown("live_hosts")
        : isLost
          ? speaksFor(
              "external_name",
              2.5,
              { host: known.host, name: known.externalName ?? "" },
              { ref: known.ref },
            )
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
