import type { Evidence } from "@/lib/causes/evidence";
import { seenByDestination, shareOfSymptom, percent, usedClusters } from "@/lib/causes/look";
import { accessLog, applicationLog, editObject, getObject, proxyConfig } from "@/lib/causes/point-to";
import { candidate, notKnown, speaksAgainst, speaksFor, type Rule } from "@/lib/causes/rule";
import { hasBegun, hasFlag, type Symptom } from "@/lib/causes/symptom";

/** From this share on, requests that end well are too few to say that both sides understand each other. */
const nearlyAll = 0.9;

/** A port whose declared protocol is not what the application speaks. */
export const protocolMismatch: Rule = (symptom, evidence) => {
  const { service } = evidence;
  const known = service === undefined || service === "absent" ? undefined : service;
  const { clash, upgraded, isNotGrpc, plain } = protocolSigns(evidence);
  const seen = seenByDestination(evidence);
  const isBroken = seen?.some(({ flags }) => flags.includes("UPE") || flags.includes("DPE")) === true;
  const share = shareOfSymptom(symptom, evidence);
  const hasSign =
    clash !== undefined || upgraded !== undefined || plain !== undefined || isNotGrpc || isBroken;
  const ref = clash === undefined ? (upgraded?.rule ?? known?.ref) : known?.ref;
  return candidate("protocol_mismatch", {
    prior: protocolPrior(symptom),
    facts: [
      known === undefined ? notKnown("port_protocols") : undefined,
      clash === undefined
        ? undefined
        : speaksFor(
            "port_name_clash",
            3,
            { name: clash.name, port: clash.number, declared: clash.protocol },
            { ref },
          ),
      upgraded === undefined
        ? undefined
        : speaksFor("http2_upgrade", 2.5, { port: upgraded.port }, { ref: upgraded.rule }),
      isNotGrpc ? speaksFor("not_grpc", 1.5) : undefined,
      plain === undefined ? undefined : speaksFor("plain_to_tls_port", 3.5, { port: plain }, { ref }),
      seen === undefined
        ? notKnown("traffic")
        : isBroken
          ? speaksFor("destination_saw_protocol_error", 2)
          : undefined,
      hasBegun(symptom) ? speaksAgainst("answer_had_begun", 3) : shareFact(symptom, share),
      // What is declared says little about an application that has never answered.
      hasSign || known === undefined
        ? undefined
        : speaksAgainst("protocols_fit", share !== undefined && share >= nearlyAll ? 0.5 : 2),
    ],
    objects: [ref],
    checks: [getObject(ref), accessLog(evidence, "destination")],
    fixes: [editObject(ref)],
  });
};

function shareFact(symptom: Symptom, share: number | undefined) {
  if (share === undefined || !hasFlag(symptom, "UPE", "UC", "UR")) return undefined;
  return share >= nearlyAll
    ? speaksFor("all_end_so", 1, { percent: percent(share) })
    : speaksAgainst("others_succeed", 2, { percent: percent(1 - share) });
}

/** The application answers with something that Envoy's codec does not take: headers too large, two lengths, a bad name. */
export const answerMalformed: Rule = (symptom, evidence) => {
  const share = shareOfSymptom(symptom, evidence);
  return candidate("answer_malformed", {
    prior: hasFlag(symptom, "UPE") || symptom.details?.includes("protocol_error") === true ? 2 : 0,
    facts: [
      share === undefined
        ? notKnown("share")
        : share < nearlyAll
          ? speaksFor("others_understood", 2, { percent: percent(1 - share) })
          : undefined,
      symptom.details?.includes("headers_size") === true || symptom.details?.includes("too_large") === true
        ? speaksFor("details_say_size", 3)
        : undefined,
    ],
    checks: [applicationLog(evidence), accessLog(evidence, "caller"), proxyConfig(evidence, "clusters")],
  });
};

function protocolPrior(symptom: Symptom): number {
  if (hasFlag(symptom, "UPE") || symptom.details?.includes("protocol_error") === true) return 3;
  if (hasFlag(symptom, "DPE")) return 1.5;
  if (hasFlag(symptom, "UC", "UR")) return 0.5;
  return symptom.flags.length === 0 && (symptom.code === 502 || symptom.code === 400) ? 0.7 : 0;
}

/** Where what is declared differs from what containers, rules or requests show. */
function protocolSigns(evidence: Evidence) {
  const { service, workloads } = evidence;
  const ports = service === undefined || service === "absent" ? [] : service.ports;
  const declared = ports.map((port) => ({ ...port, family: familyOfProtocol(port.protocol) }));
  const containers = workloads?.pods.flatMap(({ containerPorts }) => containerPorts) ?? [];
  const clash = declared.find(({ targetPort, family }) => {
    const own = containers.filter(({ port, name }) => port === targetPort || name === targetPort);
    const families = own.map(({ name }) => familyOf(name));
    return (
      family !== "" && families.length > 0 && families.every((other) => other !== "" && other !== family)
    );
  });
  const upgraded = usedClusters(evidence)?.find(
    ({ settings, port }) =>
      settings.http2 === true && declared.some(({ number, family }) => number === port && family === "http1"),
  );
  const seen = seenByDestination(evidence) ?? [];
  const isNotGrpc =
    seen.some(({ protocol }) => protocol === "http") && declared.some(({ protocol }) => protocol === "grpc");
  return { clash, upgraded, isNotGrpc, plain: plainToTls(evidence) };
}

/** A port of TLS by its number, of a host outside, that is called in plain HTTP: no rule begins TLS to it. */
function plainToTls(evidence: Evidence): number | undefined {
  const { service } = evidence;
  if (service === undefined || service === "absent" || !service.isExternal) return undefined;
  const isPlain = usedClusters(evidence)?.every(({ settings }) => settings.tlsMode === "disable") === true;
  const port = service.ports.find(
    ({ protocol, targetPort, number }) =>
      protocol === "http" && [targetPort, number].some((one) => one === 443 || one === 8443),
  );
  return isPlain ? port?.number : undefined;
}

function familyOfProtocol(protocol: string): string {
  if (protocol === "grpc" || protocol === "http2") return "http2";
  if (protocol === "http") return "http1";
  return protocol === "auto" ? "" : protocol;
}

/** What a container port's name says of its protocol; "" says nothing. */
function familyOf(name: string): string {
  const head = name.toLowerCase().split("-")[0] ?? "";
  if (head === "grpc" || head === "http2" || head === "h2c") return "http2";
  if (head === "http" || head === "ws") return "http1";
  if (head === "https" || head === "tls") return "tls";
  return ["tcp", "mongo", "mysql", "redis", "postgres"].includes(head) ? "tcp" : "";
}
