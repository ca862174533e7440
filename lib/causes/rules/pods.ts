import { percent, seenByDestination, shareOfSymptom, usedClusters } from "@/lib/causes/look";
import { accessLog, applicationLog, kubectlPods, previousLog, wizard } from "@/lib/causes/point-to";
import { candidate, notKnown, speaksAgainst, speaksFor, type Rule } from "@/lib/causes/rule";
import { hasBegun, hasFlag } from "@/lib/causes/symptom";

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
      looping === undefined
        ? undefined
        : speaksFor("crash_loop", ended === undefined ? 5 : 2, { pod: looping.name }),
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
    // An answer that had begun was no race for an idle connection.
    prior: hasFlag(symptom, "UC") && !hasBegun(symptom) ? 2 : 0,
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

/** The application, or what stands before it, ends the connection or the stream while it works on the request. */
export const upstreamReset: Rule = (symptom, evidence) => {
  const seen = seenByDestination(evidence);
  const share = shareOfSymptom(symptom, evidence);
  const isCut = hasFlag(symptom, "UC");
  // The codec takes an answer that is shorter than it said for a broken one.
  const isHalf = hasFlag(symptom, "UPE") && hasBegun(symptom);
  return candidate("upstream_reset", {
    prior: hasFlag(symptom, "UR") ? 2.5 : hasFlag(symptom, "LR") ? 2 : isCut || isHalf ? 1 : 0,
    facts: [
      seen === undefined
        ? notKnown("traffic")
        : seen.some(({ flags }) => flags.includes("UR") || flags.includes("UC"))
          ? speaksFor("destination_saw_reset", 1)
          : undefined,
      hasBegun(symptom) ? speaksFor("answer_had_begun", 2) : undefined,
      !isCut || share === undefined || share < 0.3
        ? undefined
        : speaksFor("no_race", 1, { percent: percent(share) }),
    ],
    checks: [applicationLog(evidence), accessLog(evidence, "destination"), kubectlPods(evidence)],
  });
};
