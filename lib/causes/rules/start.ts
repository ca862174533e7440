import type { Fact } from "@/lib/causes/cause";
import type { Evidence } from "@/lib/causes/evidence";
import { kubectlPods, nodeCheck } from "@/lib/causes/point-to";
import { candidate, speaksAgainst, speaksFor, type Rule } from "@/lib/causes/rule";
import { hasFlag } from "@/lib/causes/symptom";

/** Why a kubelet does not start a container; CrashLoopBackOff is one that had started. */
const startFailures = new Set([
  "ImagePullBackOff",
  "ErrImagePull",
  "ErrImageNeverPull",
  "InvalidImageName",
  "RegistryUnavailable",
  "CreateContainerConfigError",
  "CreateContainerError",
  "RunContainerError",
  "StartError",
]);

/** Why pods are missing or not ready, where their status says more than that; undefined otherwise. */
export function reasonOfUnreadiness(evidence: Evidence): "not_started" | "node" | "crash" | undefined {
  const { workloads } = evidence;
  if (workloads === undefined) return undefined;
  if (startFact(evidence) !== undefined) return "not_started";
  if (deadNodes(evidence).length > 0) return "node";
  return workloads.pods.some(({ waitingReason }) => waitingReason === "CrashLoopBackOff")
    ? "crash"
    : undefined;
}

/** Pods cannot be made, placed or started: a quota, no room on the nodes, an image that cannot be pulled. */
export const podsNotStarted: Rule = (symptom, evidence) => {
  const reason = startFact(evidence);
  if (reason === undefined) return undefined;
  const ready = evidence.workloads?.pods.filter(({ isReady }) => isReady).length ?? 0;
  const [workload] = evidence.destination.workloads;
  const [failed] = evidence.workloads?.failedToCreate ?? [];
  return candidate("pods_not_started", {
    prior: hasFlag(symptom, "UH") ? 2 : hasFlag(symptom, "UF", "UC") ? 0.3 : 0,
    facts: [reason, ready > 0 ? speaksAgainst("pods_serve", 4, { count: ready }) : undefined],
    objects: [
      failed?.ref ??
        (workload && {
          apiVersion: "apps/v1",
          kind: "Deployment",
          namespace: workload.namespace,
          name: workload.name,
        }),
    ],
    checks: [kubectlPods(evidence)],
  });
};

function startFact({ workloads }: Evidence): Fact | undefined {
  const [failed] = workloads?.failedToCreate ?? [];
  if (failed !== undefined)
    return speaksFor(
      "create_fails",
      5.5,
      { name: failed.ref.name, message: failed.message.slice(0, 200) },
      { ref: failed.ref },
    );
  const unplaced = workloads?.pods.find(({ unschedulable }) => unschedulable !== undefined);
  if (unplaced !== undefined)
    return speaksFor("unschedulable", 5, {
      pod: unplaced.name,
      message: (unplaced.unschedulable ?? "").slice(0, 200),
    });
  const waiting = workloads?.pods.find(({ waitingReason }) => startFailures.has(waitingReason ?? ""));
  if (waiting === undefined) return undefined;
  return speaksFor("cannot_start", 5, {
    pod: waiting.name,
    reason: waiting.waitingReason ?? "",
    message: (waiting.waitingMessage ?? "").slice(0, 200),
  });
}

function deadNodes({ workloads }: Evidence) {
  return (workloads?.nodes ?? []).filter(({ isReady }) => !isReady);
}

/** A node that holds the destination's pods has gone. */
export const nodeDown: Rule = (symptom, evidence) => {
  const dead = deadNodes(evidence);
  const [node] = dead;
  const pods = evidence.workloads?.pods ?? [];
  const lost = pods.filter((pod) => dead.some(({ name }) => name === pod.node)).length;
  if (node === undefined || lost === 0) return undefined;
  return candidate("node_down", {
    prior: hasFlag(symptom, "UH", "UF") ? 1.5 : hasFlag(symptom, "UC", "UT", "UR", "DC") ? 0.5 : 0,
    facts: [
      speaksFor("node_not_ready", lost === pods.length ? 5 : 3, {
        node: node.name,
        count: lost,
        total: pods.length,
        message: node.message.slice(0, 160),
      }),
    ],
    objects: dead.map(({ name }) => ({ apiVersion: "v1", kind: "Node", namespace: "", name })),
    checks: [nodeCheck(node.name), kubectlPods(evidence)],
  });
};
