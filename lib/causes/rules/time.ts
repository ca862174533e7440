import type { Fact } from "@/lib/causes/cause";
import type { Evidence, RouteFact, TraceFinding } from "@/lib/causes/evidence";
import { percent, rateOf, rounded, shortestTimeout } from "@/lib/causes/look";
import { applicationLog, editObject, getObject, servicePage, wizard } from "@/lib/causes/point-to";
import { candidate, notKnown, speaksAgainst, speaksFor, type Rule } from "@/lib/causes/rule";
import { detailsSay, hasFlag, isFailing, type Symptom } from "@/lib/causes/symptom";

function timedOut(symptom: Symptom): number {
  if (hasFlag(symptom, "UT")) return 1.5;
  if (detailsSay(symptom, "upstream_response_timeout", "response_timeout", "upstream_per_try_timeout"))
    return 1.5;
  return symptom.flags.length === 0 && (symptom.code === 504 || symptom.grpcStatus === 4) ? 0.5 : 0;
}

/** The route gives less time than the destination usually takes. */
export const timeoutTooShort: Rule = (symptom, evidence) => {
  const limit = shortestTimeout(evidence);
  const usual = evidence.traffic?.usualLatencyMsP99;
  return candidate("timeout_too_short", {
    prior: timedOut(symptom),
    facts: [
      evidence.routing === undefined
        ? notKnown("routes")
        : limit === undefined
          ? speaksAgainst("no_timeout", 2)
          : speaksFor("timeout", 1, { ms: limit.timeoutMs }, { ref: limit.route.origin }),
      limit === undefined ? undefined : usualFact(usual, limit.timeoutMs),
      limit === undefined ? undefined : invertedFact(limit.route),
    ],
    objects: [limit?.route.origin],
    checks: [getObject(limit?.route.origin)],
    fixes: [wizard(evidence, "timeout_retry"), editObject(limit?.route.origin)],
  });
};

/** The whole may not take as long as one try: no retry ever comes to pass. */
function invertedFact({ timeoutMs, retries, origin }: RouteFact): Fact | undefined {
  const tryMs = retries?.perTryTimeoutMs;
  if (timeoutMs === undefined || tryMs === undefined || (retries?.attempts ?? 0) === 0 || tryMs <= timeoutMs)
    return undefined;
  return speaksFor("timeout_below_try", 1.5, { ms: timeoutMs, tryMs }, { ref: origin });
}

function usualFact(usual: number | undefined, timeoutMs: number): Fact {
  if (usual === undefined) return notKnown("usual_latency");
  const params = { usual: rounded(usual), ms: timeoutMs };
  return usual >= timeoutMs * 0.8
    ? speaksFor("usual_exceeds_timeout", 3, params)
    : speaksAgainst("usual_within_timeout", 1.5, params);
}

/** The destination takes longer than it used to. */
export const applicationSlow: Rule = (symptom, evidence) => {
  const limit = shortestTimeout(evidence);
  const [workload] = evidence.destination.workloads;
  const delays = (evidence.routing?.routes ?? []).some(({ fault }) => fault?.delay !== undefined);
  return candidate("application_slow", {
    prior: timedOut(symptom),
    facts: [
      speedFact(evidence, limit?.timeoutMs),
      traceFact("trace_slow_here", 1.5, evidence.traces?.slowHere),
      delays ? speaksAgainst("delay_injected", 2) : undefined,
    ],
    objects:
      workload === undefined
        ? []
        : [{ apiVersion: "apps/v1", kind: "Deployment", namespace: workload.namespace, name: workload.name }],
    checks: [applicationLog(evidence)],
    fixes: [wizard(evidence, "timeout_retry")],
  });
};

function speedFact(evidence: Evidence, timeoutMs: number | undefined): Fact {
  const usual = evidence.traffic?.usualLatencyMsP99;
  const now = evidence.traffic?.latencyMsP99;
  if (usual === undefined) return notKnown("usual_latency");
  if (now !== undefined && now >= usual * 2) {
    const link = servicePage(evidence, { tab: "traffic" });
    return speaksFor("slower_than_usual", 3, { usual: rounded(usual), now: rounded(now) }, { link });
  }
  // Requests that were cut are not among the answers: the slow ones are missing from what is measured now.
  if (timeoutMs !== undefined && usual < timeoutMs * 0.8)
    return speaksFor("tail_cut", 1, { usual: rounded(usual), ms: timeoutMs });
  if (now === undefined) return notKnown("usual_latency");
  return speaksAgainst("as_fast_as_usual", 1.5, { usual: rounded(usual), now: rounded(now) });
}

/** The caller went away before the answer: its patience, its own timeout, or its client. */
export const callerLeft: Rule = (symptom, evidence) => {
  const rows = evidence.traffic?.edge;
  const cut = rateOf(rows ?? [], ({ reporter, flags }) => reporter === "source" && flags.includes("UT"));
  const limit = shortestTimeout(evidence);
  return candidate("caller_left", {
    prior: hasFlag(symptom, "DC", "DR")
      ? 3
      : symptom.code === 499 || (symptom.code === 0 && symptom.flags.length === 0)
        ? 1.5
        : 0,
    facts: [
      rows === undefined
        ? notKnown("traffic")
        : cut > 0
          ? speaksFor("caller_times_out", 2, { perSecond: rounded(cut) })
          : undefined,
      evidence.routing === undefined
        ? notKnown("routes")
        : limit === undefined
          ? undefined
          : speaksFor("timeout", 0.5, { ms: limit.timeoutMs }, { ref: limit.route.origin }),
    ],
    objects: [limit?.route.origin],
    checks: [getObject(limit?.route.origin), applicationLog(evidence)],
    fixes: [wizard(evidence, "timeout_retry")],
  });
};

/** A fault that somebody injected on purpose. */
export const faultInjected: Rule = (symptom, evidence) => {
  const { routing } = evidence;
  const route = routing?.routes.find(({ fault }) => fault !== undefined);
  const abort = route?.fault?.abort;
  const isDelay = hasFlag(symptom, "DI");
  return candidate("fault_injected", {
    prior: hasFlag(symptom, "FI") || detailsSay(symptom, "fault_filter_abort") ? 4 : isDelay ? 3 : 0,
    facts: [
      routing === undefined
        ? notKnown("routes")
        : route === undefined
          ? speaksAgainst("no_fault_in_routes", 1)
          : speaksFor(
              route.faultRun === undefined ? "fault_by_hand" : "fault_by_heddle",
              2,
              {
                name: route.origin?.name ?? route.name,
                percent: abort?.percent ?? route.fault?.delay?.percent ?? 0,
                run: route.faultRun ?? "",
              },
              {
                ref: route.origin,
                ...(route.faultRun === undefined
                  ? {}
                  : { link: { path: `/delivery/experiment/${route.faultRun}` } }),
              },
            ),
    ],
    objects: [route?.origin],
    checks: [getObject(route?.origin)],
    fixes: [
      route?.faultRun === undefined
        ? wizard(evidence, "fault")
        : { id: "stop_experiment", params: {}, link: { path: `/delivery/experiment/${route.faultRun}` } },
      editObject(route?.origin),
    ],
  });
};

/** What the destination calls fails first, and it passes the failure on. */
export const deeperService: Rule = (symptom, evidence) => {
  const rows = evidence.traffic?.outbound;
  const worst = worstOf(evidence);
  const isPassed = symptom.flags.length === 0 && symptom.code >= 500;
  return candidate("deeper_service", {
    prior: isPassed
      ? 1
      : hasFlag(symptom, "URX")
        ? 0.7
        : hasFlag(symptom, "UT")
          ? 0.4
          : symptom.grpcStatus !== undefined && symptom.grpcStatus > 0
            ? 0.7
            : 0,
    facts: [
      rows === undefined
        ? notKnown("traffic")
        : worst === undefined
          ? speaksAgainst("calls_are_well", 3)
          : speaksFor(
              "call_fails",
              worst.share >= 0.02 ? 3 : 1,
              { host: worst.host, code: worst.code, flag: worst.flag, percent: percent(worst.share) },
              { link: deeperLink(evidence, worst.host, worst.code, worst.flag) },
            ),
      hasFlag(symptom, "UT")
        ? traceFact("trace_slow_below", 2.5, evidence.traces?.slowBelow)
        : traceFact("trace_fails_below", 2.5, evidence.traces?.below),
    ],
    checks: [applicationLog(evidence)],
  });
};

/** What a trace shows, with the trace. */
function traceFact(id: string, weight: number, found: TraceFinding | undefined): Fact | undefined {
  if (found === undefined) return undefined;
  const { traceId, service, status, durationMs, count } = found;
  return speaksFor(
    id,
    weight,
    { service, status: status === "" ? "?" : status, ms: durationMs, count },
    { link: { path: `/traces/${traceId}` } },
  );
}

function deeperLink(evidence: Evidence, host: string, code: number, flag: string) {
  const [workload] = evidence.destination.workloads;
  if (workload === undefined) return undefined;
  return {
    path: "/why",
    query: { source: `${workload.namespace}/${workload.name}`, destination: host, code: `${code}`, flag },
  };
}

function worstOf(evidence: Evidence) {
  const rows = (evidence.traffic?.outbound ?? []).filter(({ reporter }) => reporter === "source");
  const totals = new Map<string, number>();
  for (const { host, perSecond } of rows) totals.set(host, (totals.get(host) ?? 0) + perSecond);
  return rows
    .filter((row) => isFailing(row) && (row.code >= 500 || row.flags.length > 0 || (row.grpcStatus ?? 0) > 0))
    .map((row) => ({
      host: row.host,
      code: row.code,
      flag: row.flags.length === 0 ? "-" : row.flags.join(","),
      share: row.perSecond / (totals.get(row.host) ?? row.perSecond),
    }))
    .filter(({ share }) => share >= 0.002)
    .toSorted((a, b) => b.share - a.share || (a.host < b.host ? -1 : 1))[0];
}

/** The application itself answered with the code. */
export const applicationAnswer: Rule = (symptom, evidence) => {
  const seen = evidence.traffic?.inbound;
  const same = rateOf(
    seen ?? [],
    (row) => row.flags.length === 0 && row.code === symptom.code && row.grpcStatus === symptom.grpcStatus,
  );
  const isPlain = symptom.flags.length === 0;
  const urx = hasFlag(symptom, "URX") && symptom.flags.length === 1;
  const [workload] = evidence.destination.workloads;
  const hasProxy = workload?.dataplane === "sidecar";
  return candidate("application_answer", {
    prior:
      (isPlain && (symptom.code >= 400 || (symptom.grpcStatus ?? 0) > 0)
        ? symptom.code === 403 || symptom.code === 401
          ? 1
          : 2
        : urx
          ? 1.2
          : 0) + (detailsSay(symptom, "via_upstream") ? 2 : 0),
    facts: [
      seen === undefined || !hasProxy
        ? notKnown("traffic")
        : same > 0
          ? speaksFor("destination_answers", symptom.code === 403 || symptom.code === 401 ? 0.5 : 1.5, {
              code: symptom.code,
            })
          : // A code's first requests are seen at the caller's side a scrape earlier, perhaps.
            speaksAgainst("destination_never_answers", 2, { code: symptom.code }),
      traceFact("trace_fails_here", 0.5, isPlain ? evidence.traces?.here : undefined),
      detailsSay(symptom, "via_upstream") ? speaksFor("via_upstream", 0) : undefined,
    ],
    objects:
      workload === undefined
        ? []
        : [{ apiVersion: "apps/v1", kind: "Deployment", namespace: workload.namespace, name: workload.name }],
    checks: [applicationLog(evidence)],
  });
};
