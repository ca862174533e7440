import { amplification, percent, seenByDestination } from "@/lib/causes/look";
import { applicationLog, editObject, getObject, wizard } from "@/lib/causes/point-to";
import { candidate, notKnown, speaksAgainst, speaksFor, type Rule } from "@/lib/causes/rule";
import { hasFlag } from "@/lib/causes/symptom";

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
    // Another flag beside it names what each try failed of.
    prior: !hasFlag(symptom, "URX") ? 0 : symptom.flags.length === 1 ? 2.5 : 0.7,
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
