import type { Evidence } from "@/lib/causes/evidence";
import { amplification, percent, seenByDestination, shareOfSymptom, usedClusters } from "@/lib/causes/look";
import {
  accessLog,
  applicationLog,
  editObject,
  getObject,
  kubectlPods,
  previousLog,
  wizard,
} from "@/lib/causes/point-to";
import { candidate, notKnown, speaksAgainst, speaksFor, type Rule } from "@/lib/causes/rule";
import { hasFlag, type Symptom } from "@/lib/causes/symptom";

const recentMs = 2 * 3_600_000;

/** The destination's containers end while requests are in them. */
export const podsCrashing: Rule = (symptom, evidence) => {
  const { workloads, events, nowMs } = evidence;
  const looping = workloads?.pods.find(({ waitingReason }) => waitingReason === "CrashLoopBackOff");
  const ended = workloads?.pods
    .filter(
      ({ restarts, lastTermination }) =>
        (restarts ?? 0) > 0 &&
        (lastTermination?.atMs === undefined || nowMs - lastTermination.atMs < recentMs),
    )
    .toSorted((a, b) => (b.restarts ?? 0) - (a.restarts ?? 0))[0];
  const isKnown = workloads?.pods.some(({ restarts }) => restarts !== undefined) === true;
  const backOff = events?.find(({ reason }) => reason === "BackOff" || reason === "OOMKilling");
  const [workload] = evidence.destination.workloads;
  return candidate("pods_crashing", {
    prior: hasFlag(symptom, "UC", "UR")
      ? 1
      : hasFlag(symptom, "UF", "UH")
        ? 0.7
        : symptom.code === 503 && symptom.flags.length === 0
          ? 0.2
          : 0,
    facts: [
      !isKnown
        ? notKnown("restarts")
        : ended === undefined && looping === undefined
          ? speaksAgainst("no_restarts", 3)
          : undefined,
      ended === undefined
        ? undefined
        : speaksFor("restarted", 4, {
            pod: ended.name,
            count: ended.restarts ?? 0,
            reason: ended.lastTermination?.reason ?? "?",
            exitCode: ended.lastTermination?.exitCode ?? "?",
          }),
      looping === undefined ? undefined : speaksFor("crash_loop", 2, { pod: looping.name }),
      events === undefined
        ? notKnown("events")
        : backOff === undefined
          ? undefined
          : speaksFor("back_off_event", 1, {
              object: backOff.object,
              message: backOff.message.slice(0, 160),
            }),
    ],
    objects:
      workload === undefined
        ? []
        : [{ apiVersion: "apps/v1", kind: "Deployment", namespace: workload.namespace, name: workload.name }],
    checks: [previousLog(evidence), kubectlPods(evidence)],
  });
};

/** The application closes idle connections just when the caller's proxy takes one again. */
export const applicationClosesIdle: Rule = (symptom, evidence) => {
  const share = shareOfSymptom(symptom, evidence);
  const used = usedClusters(evidence);
  const idle = used?.find(({ settings }) => settings.connections?.idleTimeoutMs !== undefined);
  return candidate("application_closes_idle", {
    prior: hasFlag(symptom, "UC") ? 2 : 0,
    facts: [
      share === undefined
        ? notKnown("share")
        : share < 0.05
          ? speaksFor("small_share", 1, { percent: percent(share) })
          : speaksAgainst("large_share", 2, { percent: percent(share) }),
      used === undefined
        ? notKnown("idle_timeout")
        : idle === undefined
          ? speaksFor("idle_timeout_default", 0.5)
          : speaksAgainst(
              "idle_timeout_set",
              0.5,
              { ms: idle.settings.connections?.idleTimeoutMs ?? 0 },
              { ref: idle.rule },
            ),
    ],
    objects: [used?.find(({ rule }) => rule !== undefined)?.rule],
    checks: [accessLog(evidence, "caller"), applicationLog(evidence)],
    fixes: [wizard(evidence, "circuit_breaker"), wizard(evidence, "timeout_retry")],
  });
};

/** The upstream resets single streams: it refuses work, restarts, or speaks HTTP/2 differently. */
export const upstreamReset: Rule = (symptom, evidence) => {
  const seen = seenByDestination(evidence);
  return candidate("upstream_reset", {
    prior: hasFlag(symptom, "UR") ? 2.5 : hasFlag(symptom, "LR") ? 2 : 0,
    facts: [
      seen === undefined
        ? notKnown("traffic")
        : seen.some(({ flags }) => flags.includes("UR") || flags.includes("UC"))
          ? speaksFor("destination_saw_reset", 1)
          : undefined,
    ],
    checks: [accessLog(evidence, "destination"), applicationLog(evidence)],
  });
};

/** A port whose declared protocol is not what the application speaks. */
export const protocolMismatch: Rule = (symptom, evidence) => {
  const { service } = evidence;
  const known = service === undefined || service === "absent" ? undefined : service;
  const { clash, upgraded, isNotGrpc } = protocolSigns(evidence);
  const seen = seenByDestination(evidence);
  const isBroken = seen?.some(({ flags }) => flags.includes("UPE") || flags.includes("DPE")) === true;
  const hasSign = clash !== undefined || upgraded !== undefined || isNotGrpc || isBroken;
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
      seen === undefined
        ? notKnown("traffic")
        : isBroken
          ? speaksFor("destination_saw_protocol_error", 2)
          : undefined,
      hasSign || known === undefined ? undefined : speaksAgainst("protocols_fit", 2),
    ],
    objects: [ref],
    checks: [getObject(ref), accessLog(evidence, "destination")],
    fixes: [editObject(ref)],
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
  return { clash, upgraded, isNotGrpc };
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

/** A caller repeats so much that the destination drowns in its own repeats. */
export const retryStorm: Rule = (symptom, evidence) => {
  const factor = amplification(evidence);
  const route = (evidence.routing?.routes ?? []).find(
    ({ retries, origin }) => retries !== undefined && origin !== undefined,
  );
  const attempts = route?.retries?.attempts ?? 0;
  const isUpstream = symptom.code >= 500 || symptom.code === 0;
  return candidate("retry_storm", {
    prior: hasFlag(symptom, "URX")
      ? 1.5
      : isUpstream && hasFlag(symptom, "UO", "UT")
        ? 0.5
        : isUpstream && symptom.flags.length === 0
          ? 0.4
          : 0,
    facts: [
      evidence.routing === undefined
        ? notKnown("routes")
        : attempts >= 4
          ? speaksFor("many_attempts", 2, { count: attempts, factor: attempts + 1 }, { ref: route?.origin })
          : speaksAgainst("few_attempts", 2.5, { count: attempts }),
      factor === undefined
        ? notKnown("amplification")
        : factor >= 1.8
          ? speaksFor("amplified", 2, { factor: Math.round(factor * 10) / 10 })
          : speaksAgainst("not_amplified", 2, { factor: Math.round(factor * 10) / 10 }),
    ],
    objects: [route?.origin],
    checks: [getObject(route?.origin)],
    fixes: [wizard(evidence, "timeout_retry"), editObject(route?.origin)],
  });
};

/** Every try failed: what failed is the news, the retries only made it longer. */
export const retriesExhausted: Rule = (symptom, evidence) => {
  const route = (evidence.routing?.routes ?? []).find(({ retries }) => retries !== undefined);
  const seen = seenByDestination(evidence);
  const failing = seen?.filter(({ code }) => code >= 500).reduce((sum, { perSecond }) => sum + perSecond, 0);
  const all = seen?.reduce((sum, { perSecond }) => sum + perSecond, 0) ?? 0;
  return candidate("retries_exhausted", {
    prior: hasFlag(symptom, "URX") ? 2.5 : 0,
    facts: [
      evidence.routing === undefined
        ? notKnown("routes")
        : route === undefined
          ? undefined
          : speaksFor(
              "retries_in_force",
              0.5,
              { count: route.retries?.attempts ?? 0, on: route.retries?.retryOn ?? "" },
              { ref: route.origin },
            ),
      failing === undefined
        ? notKnown("traffic")
        : failing > 0
          ? speaksFor("every_try_fails", 1.5, { percent: percent(failing / all) })
          : undefined,
      symptom.flags.some((flag) => flag !== "URX")
        ? speaksFor("other_flag", 0, { flags: symptom.flags.filter((flag) => flag !== "URX").join(",") })
        : undefined,
    ],
    objects: [route?.origin],
    checks: [applicationLog(evidence), getObject(route?.origin)],
    fixes: [wizard(evidence, "timeout_retry")],
  });
};
