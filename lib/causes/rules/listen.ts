import { usedClusters } from "@/lib/causes/look";
import {
  editObject,
  getObject,
  kubectlPods,
  networkPolicies,
  proxyConfig,
  whatListens,
  wizard,
} from "@/lib/causes/point-to";
import { candidate, speaksAgainst, speaksFor, type Rule } from "@/lib/causes/rule";
import { hasFlag, type Symptom } from "@/lib/causes/symptom";
import { timeouts } from "./reach";

const refused = /refused|delayed_connect_error:_111/i;
const late = /connection_timeout|timed_out|connect_timeout/i;

/** The destination's own proxy reaches no application behind it: nothing listens, or on 127.0.0.1 alone. */
export const applicationNotListening: Rule = (symptom, evidence) => {
  if (symptom.reporter !== "destination" || !hasFlag(symptom, "UF")) return undefined;
  const { workloads, service } = evidence;
  const ports = service === undefined || service === "absent" ? [] : service.ports;
  const declared = workloads?.pods.flatMap(({ containerPorts }) => containerPorts) ?? [];
  const isUndeclared =
    declared.length > 0 &&
    ports.some(
      ({ targetPort }) => !declared.some(({ port, name }) => port === targetPort || name === targetPort),
    );
  const [workload] = evidence.destination.workloads;
  return candidate("application_not_listening", {
    prior: 2.5,
    facts: [
      speaksFor("inbound_fails", 2.5, { workload: workload?.name ?? evidence.destination.text }),
      refused.test(symptom.details ?? "") ? speaksFor("connect_refused", 1) : undefined,
      isUndeclared ? speaksAgainst("target_port_is_other", 3) : undefined,
      (workloads?.pods ?? []).some(({ restarts }) => (restarts ?? 0) > 0)
        ? speaksAgainst("containers_restart", 1.5)
        : undefined,
    ],
    objects: [
      workload && {
        apiVersion: "apps/v1",
        kind: "Deployment",
        namespace: workload.namespace,
        name: workload.name,
      },
    ],
    checks: [whatListens(evidence), kubectlPods(evidence)],
  });
};

/** The rule gives connections so little time that a busy network does not make it. */
export const connectTimeoutTooShort: Rule = (symptom, evidence) => {
  const found = usedClusters(evidence)?.find(
    ({ settings, rule }) => rule !== undefined && (settings.connectTimeoutMs ?? Infinity) <= 250,
  );
  if (found === undefined) return undefined;
  return candidate("connect_timeout_too_short", {
    prior: connectPoints(symptom, 0.7) + (late.test(symptom.details ?? "") ? 1.5 : 0),
    facts: [
      speaksFor("connect_timeout_set", 2, { ms: found.settings.connectTimeoutMs ?? 0 }, { ref: found.rule }),
      timeouts(evidence) > 0 ? speaksFor("connect_timeouts", 1.5, { count: timeouts(evidence) }) : undefined,
      refused.test(symptom.details ?? "") ? speaksAgainst("connect_refused", 2) : undefined,
    ],
    objects: [found.rule],
    checks: [getObject(found.rule), proxyConfig(evidence, "clusters")],
    fixes: [wizard(evidence, "circuit_breaker"), editObject(found.rule)],
  });
};

function connectPoints(symptom: Symptom, points: number): number {
  return hasFlag(symptom, "UF", "CONNECT") ? points : 0;
}

/** A NetworkPolicy of one of the two ends keeps the packets out. */
export const networkPolicy: Rule = (symptom, evidence) => {
  const closed = (evidence.networkPolicies ?? []).filter(({ verdict }) => verdict !== "allows");
  const worst = closed.find(({ verdict }) => verdict === "blocks") ?? closed[0];
  if (worst === undefined) return undefined;
  const isVanishing = timeouts(evidence) > 0;
  return candidate("network_policy", {
    prior:
      connectPoints(symptom, 1) +
      (hasFlag(symptom, "NETWORK_POLICY") ? 3 : 0) +
      (hasFlag(symptom, "DC", "UT") && isVanishing ? 0.7 : 0),
    facts: [
      speaksFor(
        worst.verdict === "blocks" ? `policy_blocks_${worst.side}` : "policy_may_block",
        worst.verdict === "blocks" ? 4.5 : 1.5,
        { name: worst.ref.name, namespace: worst.ref.namespace },
        { ref: worst.ref },
      ),
      isVanishing ? speaksFor("connect_timeouts", 1.5, { count: timeouts(evidence) }) : undefined,
      refused.test(symptom.details ?? "") ? speaksAgainst("refused_not_dropped", 2) : undefined,
    ],
    objects: [worst, ...closed].map(({ ref }) => ref),
    checks: [networkPolicies(evidence, worst.ref.namespace), kubectlPods(evidence)],
  });
};
