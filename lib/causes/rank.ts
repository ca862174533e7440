import type { Candidate, CauseId, CauseLevel, RankedCause } from "./cause";
import type { ChangeEvidence, Evidence } from "./evidence";
import { speaksAgainst, speaksFor, type Rule } from "./rule";
import { certificateExpired, dnsFailure, externalHost, mtlsMismatch } from "./rules/connection";
import { filterAnswers, rewriteBreaksPath } from "./rules/filters";
import { gatewayNoRoute, gatewayTls } from "./rules/gateway";
import { applicationNotListening, connectTimeoutTooShort, networkPolicy } from "./rules/listen";
import { endpointsUnreachable, wrongPort } from "./rules/reach";
import { nodeDown, podsNotStarted } from "./rules/start";
import { certificateUntrusted } from "./rules/trust";
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
import { withWayOut } from "./whom-to-change";
import { printObjectRef } from "@/lib/mesh/object-ref";

const rules: readonly Rule[] = [
  accessDenied,
  answerMalformed,
  applicationAnswer,
  applicationClosesIdle,
  applicationNotListening,
  applicationSlow,
  callerLeft,
  certificateExpired,
  certificateUntrusted,
  circuitBreaker,
  configRejected,
  configStale,
  connectTimeoutTooShort,
  deeperService,
  dnsFailure,
  egressBlocked,
  endpointsNotReady,
  endpointsUnreachable,
  externalHost,
  extAuthzDenied,
  extAuthzUnreachable,
  faultInjected,
  filterAnswers,
  gatewayNoRoute,
  gatewayTls,
  jwtRejected,
  missingCluster,
  missingSubset,
  mtlsMismatch,
  networkPolicy,
  noEndpoints,
  noRoute,
  nodeDown,
  notVisible,
  outlierEjected,
  podsCrashing,
  podsNotStarted,
  protocolMismatch,
  rateLimited,
  retriesExhausted,
  retryStorm,
  rewriteBreaksPath,
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
      return found === undefined
        ? []
        : [
            ranked(
              withChange(
                withAuthor(withWayOut(found, evidence), origin, evidence),
                evidence.changes,
                evidence.nowMs,
              ),
            ),
          ];
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

/** Causes by which a proxy writes the answer itself. */
const writtenByProxy = new Set<CauseId>([
  "access_denied",
  "egress_blocked",
  "ext_authz_denied",
  "ext_authz_unreachable",
  "filter_answers",
  "jwt_rejected",
  "limits_of_proxy",
  "rate_limited",
  "request_malformed",
  "route_answers",
  "stream_limits",
]);
/** Causes by which the application writes it. */
const writtenByApplication = new Set<CauseId>([
  "application_answer",
  "deeper_service",
  "rewrite_breaks_path",
]);

/**
 * The details of the proxy that is nearest to the application say who wrote the answer: `via_upstream` is the
 * application, everything else is that proxy.
 */
function withAuthor(found: Candidate, symptom: Symptom, { destination }: Evidence): Candidate {
  const { details = "-" } = symptom;
  const fact = (id: string) => ({ ...found, facts: [...found.facts, speaksAgainst(id, 4, { details })] });
  if (details === "" || details === "-") return found;
  if (!details.startsWith("via_upstream"))
    return writtenByApplication.has(found.id) ? fact("proxy_wrote_it") : found;
  const [workload] = destination.workloads;
  const isNearest = symptom.reporter === "destination" || workload?.dataplane === "none";
  return isNearest && writtenByProxy.has(found.id) ? fact("application_wrote_it") : found;
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
