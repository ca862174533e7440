const hashed = /^(.+)-[bcdfghjklmnpqrstvwxz2456789]{6,10}-[bcdfghjklmnpqrstvwxz2456789]{5}$/;
const ordinal = /^(.+)-\d+$/;

/**
 * The workload that a pod name points to when its owner is not at hand: a ReplicaSet hash and suffix, or a
 * StatefulSet ordinal, is cut off. A hint only; prefer the pod's owner. Source: Kubernetes' SafeEncodeString alphabet.
 */
export function workloadFromPodName(pod: string): string {
  return hashed.exec(pod)?.[1] ?? ordinal.exec(pod)?.[1] ?? pod;
}
