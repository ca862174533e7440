import type { Candidate, CauseLevel, RankedCause } from "./cause";
import type { ChangeEvidence, Evidence } from "./evidence";
import { speaksFor, type Rule } from "./rule";
import { certificateExpired, dnsFailure, externalHost, mtlsMismatch } from "./rules/connection";
import { endpointsUnreachable, wrongPort } from "./rules/reach";
import { endpointsNotReady, noEndpoints, outlierEjected, subsetWithoutPods } from "./rules/endpoints";
import { circuitBreaker, rateLimited, symptomRules } from "./rules/limits";
import { applicationClosesIdle, podsCrashing, upstreamReset } from "./rules/pods";
import {
  accessDenied,
  configRejected,
  configStale,
  extAuthzDenied,
  extAuthzUnreachable,
  jwtRejected,
} from "./rules/policy";
import { answerMalformed, protocolMismatch } from "./rules/protocol";
import { retriesExhausted, retryStorm } from "./rules/retries";
import {
  egressBlocked,
  gatewayNoRoute,
  missingCluster,
  missingSubset,
  noRoute,
  notVisible,
  routeAnswers,
} from "./rules/route";
import {
  applicationAnswer,
  applicationSlow,
  callerLeft,
  deeperService,
  faultInjected,
  timeoutTooShort,
} from "./rules/time";
import { seenByDestination } from "./look";
import { printFlags, type Symptom } from "./symptom";
import { printObjectRef } from "@/lib/mesh/object-ref";

const rules: readonly Rule[] = [
  accessDenied,
  answerMalformed,
  applicationAnswer,
  applicationClosesIdle,
  applicationSlow,
  callerLeft,
  certificateExpired,
  circuitBreaker,
  configRejected,
  configStale,
  deeperService,
  dnsFailure,
  egressBlocked,
  endpointsNotReady,
  endpointsUnreachable,
  externalHost,
  extAuthzDenied,
  extAuthzUnreachable,
  faultInjected,
  gatewayNoRoute,
  jwtRejected,
  missingCluster,
  missingSubset,
  mtlsMismatch,
  noEndpoints,
  noRoute,
  notVisible,
  outlierEjected,
  podsCrashing,
  protocolMismatch,
  rateLimited,
  retriesExhausted,
  retryStorm,
  routeAnswers,
  subsetWithoutPods,
  timeoutTooShort,
  upstreamReset,
  wrongPort,
  ...symptomRules,
];

/** Points below which a cause is not worth a line. */
const floor = -1;
const order: Record<CauseLevel, number> = { sure: 0, likely: 1, possible: 2, unlikely: 3 };

/**
 * The symptom where it arose: to a caller, an answer of the destination's own proxy looks like one of the application,
 * without a flag (or with URX, when it was retried). The destination's proxy knows the flag.
 */
export function originOfSymptom(symptom: Symptom, evidence: Evidence): Symptom {
  const isPassedOn = symptom.flags.every((flag) => flag === "URX");
  if (
    symptom.reporter === "destination" ||
    !isPassedOn ||
    symptom.details?.startsWith("via_upstream") === false
  )
    return symptom;
  const seen = (seenByDestination(evidence) ?? []).filter(({ code }) => code === symptom.code);
  const all = seen.reduce((sum, { perSecond }) => sum + perSecond, 0);
  const flagged = seen
    .filter(({ flags }) => flags.length > 0)
    .toSorted((a, b) => b.perSecond - a.perSecond || (printFlags(a.flags) < printFlags(b.flags) ? -1 : 1))[0];
  if (flagged === undefined || flagged.perSecond < all / 2) return symptom;
  return { ...symptom, flags: flagged.flags, reporter: "destination" };
}

/**
 * Causes of the symptom, best first: points of the symptom and of each fact, added. Equal points are ordered by name,
 * so the same evidence always gives the same list. What could not be learnt moves nothing.
 */
export function rankCauses(symptom: Symptom, evidence: Evidence): readonly RankedCause[] {
  const origin = originOfSymptom(symptom, evidence);
  return rules
    .flatMap((rule) => {
      const found = rule(origin, evidence);
      return found === undefined ? [] : [ranked(withChange(found, evidence.changes, evidence.nowMs))];
    })
    .filter(({ points }) => points > floor)
    .toSorted(
      (a, b) =>
        b.points - a.points || order[a.level] - order[b.level] || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
    );
}

function ranked(candidate: Candidate): RankedCause {
  const points = candidate.facts.reduce((sum, { weight }) => sum + weight, candidate.prior);
  return { ...candidate, points: Math.round(points * 100) / 100, level: levelOf(candidate, points) };
}

/** Sure needs proof and nothing against it: many points of the symptom alone are no proof. */
function levelOf({ facts }: Candidate, points: number): CauseLevel {
  const proof = Math.max(0, ...facts.map(({ weight }) => weight));
  const isDoubted = facts.some(({ stance }) => stance === "against");
  if (points >= 5 && proof >= 2 && !isDoubted) return "sure";
  if (points >= 3.5) return "likely";
  return points >= 1 ? "possible" : "unlikely";
}

const recentMs = 3_600_000;

/** An object that was changed within the hour is a better suspect than one that has been there for months. */
function withChange(
  found: Candidate,
  changes: readonly ChangeEvidence[] | undefined,
  nowMs: number,
): Candidate {
  const keys = new Set(found.objects.map(printObjectRef));
  const change = changes?.find(
    ({ refs, atMs }) => nowMs - atMs <= recentMs && refs.some((ref) => keys.has(printObjectRef(ref))),
  );
  if (change === undefined) return found;
  const minutes = Math.max(0, Math.round((nowMs - change.atMs) / 60_000));
  const params = { title: change.title, actor: change.actor, minutes };
  return {
    ...found,
    facts: [
      ...found.facts,
      speaksFor("changed_lately", 0.5, params, { link: { path: `/activity/${change.id}` } }),
    ],
  };
}
