import type { Fact } from "@/lib/causes/cause";
import type { Evidence } from "@/lib/causes/evidence";
import { usedClusters } from "@/lib/causes/look";
import { editObject, getObject, kubectlPods, proxyConfig, servicePage } from "@/lib/causes/point-to";
import { candidate, notKnown, speaksAgainst, speaksFor, type Rule } from "@/lib/causes/rule";
import { detailsSay, hasFlag, type Symptom } from "@/lib/causes/symptom";
import { reasonOfUnreadiness } from "./start";

function priorOf(symptom: Symptom): number {
  if (hasFlag(symptom, "UH")) return 2;
  return detailsSay(symptom, "no_healthy_upstream") ? 2 : 0;
}

function serviceRef(evidence: Evidence) {
  return evidence.service === undefined || evidence.service === "absent" ? undefined : evidence.service.ref;
}

/** Nothing is behind the service: its selector picks no pod, or the workload is scaled to nothing. */
export const noEndpoints: Rule = (symptom, evidence) => {
  const used = usedClusters(evidence);
  const whole = used?.filter(({ subset }) => subset === "") ?? [];
  const scaled = evidence.workloads?.scaledToZero ?? [];
  const ref = serviceRef(evidence);
  return candidate("no_endpoints", {
    prior: priorOf(symptom),
    facts: [
      endpointsFact(
        evidence,
        used === undefined ? undefined : whole.reduce((sum, one) => sum + one.endpoints, 0),
      ),
      scaled.length > 0
        ? speaksFor("scaled_to_zero", 1, { name: scaled[0]?.name ?? "" }, { ref: scaled[0] })
        : undefined,
      evidence.workloads !== undefined &&
      scaled.length === 0 &&
      evidence.workloads.pods.some(({ isReady }) => isReady)
        ? speaksFor("pods_not_selected", 0.5, { count: evidence.workloads.pods.length })
        : undefined,
    ],
    objects: [...scaled, ref],
    checks: [getObject(ref), kubectlPods(evidence), proxyConfig(evidence, "endpoints")],
    fixes: [editObject(scaled[0] ?? ref)],
  });
};

function endpointsFact(evidence: Evidence, endpoints: number | undefined): Fact {
  if (endpoints === undefined) return notKnown("endpoints");
  const { destination } = evidence;
  const link = servicePage(evidence, { tab: "endpoints" });
  const params = { host: destination.host ?? destination.text, count: endpoints };
  if (endpoints > 0) return speaksAgainst("endpoints_exist", 4, params, { link });
  // No cluster of the caller stands for the service: then there is nothing to count.
  const isCounted = (usedClusters(evidence) ?? []).some(({ subset }) => subset === "");
  return isCounted ? speaksFor("endpoints_none", 4, params, { link }) : notKnown("endpoints");
}

/** Pods are there and none of them is ready. */
export const endpointsNotReady: Rule = (symptom, evidence) => {
  const used = usedClusters(evidence);
  const endpoints = (used ?? []).reduce((sum, one) => sum + one.endpoints, 0);
  const ready = (used ?? []).reduce((sum, one) => sum + one.readyEndpoints, 0);
  const waiting = evidence.workloads?.pods.find(({ waitingReason }) => waitingReason !== undefined);
  const probe = evidence.events?.find(({ reason }) => reason === "Unhealthy");
  return candidate("endpoints_not_ready", {
    prior: priorOf(symptom),
    facts: [
      used === undefined
        ? notKnown("readiness")
        : endpoints > 0 && ready === 0
          ? speaksFor("none_ready", 4, { count: endpoints })
          : speaksAgainst(ready > 0 ? "some_ready" : "endpoints_none_to_be_ready", ready > 0 ? 4 : 3, {
              ready,
              count: endpoints,
            }),
      // The status of pods or nodes says why none is ready.
      reasonOfUnreadiness(evidence) === undefined ? undefined : speaksAgainst("deeper_reason", 2.5),
      waiting === undefined
        ? undefined
        : speaksFor("container_waits", 0.5, { pod: waiting.name, reason: waiting.waitingReason ?? "" }),
      evidence.events === undefined
        ? notKnown("events")
        : probe === undefined
          ? undefined
          : speaksFor("probe_fails", 1, { object: probe.object, message: probe.message.slice(0, 160) }),
    ],
    objects: evidence.destination.workloads.slice(0, 1).map(deploymentRef),
    checks: [kubectlPods(evidence), proxyConfig(evidence, "endpoints")],
  });
};

function deploymentRef({ namespace, name }: { readonly namespace: string; readonly name: string }) {
  return { apiVersion: "apps/v1", kind: "Deployment", namespace, name };
}

/** The route sends to a subset whose labels no pod has. */
export const subsetWithoutPods: Rule = (symptom, evidence) => {
  const used = usedClusters(evidence);
  const empty = used?.find(({ subset, endpoints }) => subset !== "" && endpoints === 0);
  const base = evidence.clusters?.find(({ subset, endpoints }) => subset === "" && endpoints > 0);
  return candidate("subset_without_pods", {
    prior: priorOf(symptom),
    facts: [
      used === undefined
        ? notKnown("subsets")
        : empty === undefined
          ? speaksAgainst("no_empty_subset", 4)
          : speaksFor("subset_empty", 4, { subset: empty.subset }, { ref: empty.rule }),
      empty !== undefined && base !== undefined
        ? speaksFor("service_has_endpoints", 1, { count: base.endpoints })
        : undefined,
    ],
    objects: [empty?.rule],
    checks: [getObject(empty?.rule), proxyConfig(evidence, "endpoints")],
    fixes: [editObject(empty?.rule)],
  });
};

/** Outlier detection took every host out. */
export const outlierEjected: Rule = (symptom, evidence) => {
  const used = usedClusters(evidence);
  const detecting = used?.find(({ settings }) => settings.outlierDetection !== undefined);
  const hosts = evidence.live
    ?.filter(({ name }) => used === undefined || used.some((one) => one.name === name))
    .flatMap((one) => one.hosts);
  const ejected = hosts?.filter(({ isEjected }) => isEjected).length ?? 0;
  const percent = detecting?.settings.outlierDetection?.maxEjectionPercent ?? 10;
  return candidate("outlier_ejected", {
    prior: priorOf(symptom),
    facts: [
      used === undefined
        ? notKnown("outlier_settings")
        : detecting === undefined
          ? speaksAgainst("no_outlier_detection", 4)
          : speaksFor("outlier_detection", percent >= 100 ? 2 : 1, { percent }, { ref: detecting.rule }),
      hosts === undefined
        ? notKnown("live_hosts")
        : ejected > 0
          ? speaksFor("hosts_ejected", ejected === hosts.length ? 4 : 2.5, {
              count: ejected,
              total: hosts.length,
            })
          : speaksAgainst("hosts_not_ejected", 1.5, { total: hosts.length }),
      failuresFact(evidence, detecting !== undefined),
    ],
    objects: [detecting?.rule],
    checks: [proxyConfig(evidence, "endpoints"), getObject(detecting?.rule)],
    fixes: [editObject(detecting?.rule)],
  });
};

/** Ejection needs failures that are the hosts' own. */
function failuresFact(evidence: Evidence, isDetecting: boolean): Fact | undefined {
  const rows = evidence.traffic?.inbound;
  if (!isDetecting || rows === undefined) return undefined;
  const failed = rows.reduce((sum, row) => sum + (row.code >= 500 ? row.perSecond : 0), 0);
  return failed > 0 ? speaksFor("destination_fails", 1.5) : undefined;
}
