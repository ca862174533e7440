import type { CauseId } from "@/lib/causes/cause";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import { rateOf, usedClusters } from "@/lib/causes/look";
import { accessLog, editObject, getObject, proxyConfig, wizard } from "@/lib/causes/point-to";
import { candidate, notKnown, speaksAgainst, speaksFor, type Rule } from "@/lib/causes/rule";
import { detailsSay, hasFlag, type Symptom } from "@/lib/causes/symptom";
import { objectsOfPlain } from "./filters";

const unlimited = 2 ** 31;

/** The caller's connection pool is full. */
export const circuitBreaker: Rule = (symptom, evidence) => {
  const used = usedClusters(evidence);
  const limits = used?.flatMap(({ settings, rule }) =>
    Object.entries(settings.circuitBreakers ?? {}).flatMap(([name, value]) =>
      typeof value === "number" && value < unlimited ? [{ name, value, rule }] : [],
    ),
  );
  const tightest = limits?.toSorted((a, b) => a.value - b.value)[0];
  const overflow = evidence.live?.reduce(
    (sum, { stats }) =>
      sum + (stats["upstream_rq_pending_overflow"] ?? 0) + (stats["upstream_cx_overflow"] ?? 0),
    0,
  );
  return candidate("circuit_breaker", {
    prior:
      hasFlag(symptom, "UO") ||
      detailsSay(symptom, "overflow", "upstream_reset_before_response_started{overflow")
        ? 3
        : 0,
    facts: [
      limits === undefined
        ? notKnown("pool_limits")
        : tightest === undefined
          ? speaksAgainst("no_limits", 2)
          : speaksFor("limit", 2, { name: tightest.name, value: tightest.value }, { ref: tightest.rule }),
      overflow === undefined
        ? notKnown("live_hosts")
        : overflow > 0
          ? speaksFor("overflowed", 1, { count: overflow })
          : undefined,
    ],
    objects: [tightest?.rule],
    checks: [getObject(tightest?.rule), proxyConfig(evidence, "clusters")],
    fixes: [wizard(evidence, "circuit_breaker"), editObject(tightest?.rule)],
  });
};

/** A rate limit of one of the two proxies. */
export const rateLimited: Rule = (symptom, evidence) => {
  const { policies } = evidence;
  const [limit] = policies?.rateLimits ?? [];
  const seen = rateOf(evidence.traffic?.inbound ?? [], ({ flags }) => flags.includes("RL"));
  const filters = [...(evidence.callerProxy?.filters ?? []), ...(evidence.destinationProxy?.filters ?? [])];
  const loaded = filters.find((name) => name.includes("ratelimit"));
  return candidate("rate_limited", {
    prior:
      hasFlag(symptom, "RL") || detailsSay(symptom, "local_rate_limited", "request_rate_limited")
        ? 3
        : symptom.code === 429 || symptom.grpcStatus === 8
          ? 1
          : 0,
    facts: [
      policies === undefined
        ? notKnown("policies")
        : limit === undefined
          ? speaksAgainst("no_rate_limit", hasFlag(symptom, "RL") ? 1 : 3)
          : speaksFor(
              "rate_limit_filter",
              3,
              { name: limit.ref.name, side: limit.side, kind: limit.kind },
              { ref: limit.ref },
            ),
      loaded === undefined ? undefined : speaksFor("filter_loaded", 1, { name: loaded }),
      seen > 0 ? speaksFor("destination_limits", 1.5) : undefined,
    ],
    objects: [limit?.ref],
    checks: [getObject(limit?.ref), proxyConfig(evidence, "listeners")],
    fixes: [editObject(limit?.ref)],
  });
};

type Plain = {
  readonly id: CauseId;
  readonly flags: readonly string[];
  readonly codes?: readonly number[];
  readonly details?: readonly string[];
  readonly points: number;
};

/** Causes that the symptom names by itself: nothing in the mesh's objects decides them. */
const plain: readonly Plain[] = [
  { id: "rate_limit_service", flags: ["RLSE"], details: ["rate_limiter_error"], points: 4 },
  { id: "health_check_filter", flags: ["LH"], details: ["health_check", "local_health_check"], points: 4 },
  { id: "overload", flags: ["OM", "DO", "UDO"], details: ["overload", "drop_overload"], points: 4 },
  { id: "filter_config_missing", flags: ["NFCF"], details: ["filter_config"], points: 4 },
  {
    id: "stream_limits",
    flags: ["SI", "UMSDR", "DT"],
    codes: [408],
    details: [
      "stream_idle_timeout",
      "max_duration_timeout",
      "request_overall_timeout",
      "request_header_timeout",
      "duration_timeout",
      "downstream_header_timeout",
      "upstream_max_stream_duration_reached",
    ],
    points: 4,
  },
  {
    id: "limits_of_proxy",
    flags: [],
    codes: [413, 431, 507],
    details: [
      "request_payload_too_large",
      "response_payload_too_large",
      "request_payload_exceeded_retry_buffer_limit",
      "http1.headers_too_large",
    ],
    points: 2,
  },
  {
    id: "request_malformed",
    flags: ["DPE", "IH"],
    codes: [400, 426],
    details: [
      "http1.",
      "http2.",
      "low_version",
      "missing_",
      "invalid_path",
      "absolute_path_rejected",
      "path_normalization_failed",
      "request_headers_failed_strict_check",
      "upgrade_failed",
      "early_connect_data",
    ],
    points: 2,
  },
];

function pointsOf(symptom: Symptom, { flags, codes, details, points }: Plain): number {
  if (hasFlag(symptom, ...flags)) return points;
  if (detailsSay(symptom, ...(details ?? []))) return points;
  return symptom.flags.length === 0 && (codes ?? []).includes(symptom.code) ? points / 2 : 0;
}

function addedFact(ref: ObjectRef | undefined) {
  return ref === undefined
    ? undefined
    : speaksFor("object_sets_it", 1, { kind: ref.kind, name: ref.name }, { ref });
}

/** One rule for each cause that is all in the symptom. */
export const symptomRules: readonly Rule[] = plain.map(
  (cause): Rule =>
    (symptom, evidence) =>
      candidate(cause.id, {
        prior: pointsOf(symptom, cause),
        facts: [
          hasFlag(symptom, ...cause.flags)
            ? speaksFor("flag_says_so", 0, { flags: symptom.flags.join(",") })
            : notKnown("details"),
          addedFact(objectsOfPlain(cause.id, evidence)[0]),
        ],
        objects: objectsOfPlain(cause.id, evidence),
        checks: [
          accessLog(evidence, "caller"),
          accessLog(evidence, "destination"),
          proxyConfig(evidence, "listeners"),
        ],
        fixes: [editObject(objectsOfPlain(cause.id, evidence)[0])],
      }),
);
