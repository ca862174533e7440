import type { ControlPlaneReplica } from "@/lib/controlplane/sync";
import { warningFromError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import type { ReplicaAnswer } from "./ask";
import type { Replica } from "./replicas";

type Part<T> = PromiseSettledResult<Sourced<readonly ReplicaAnswer<T>[]>>;

/** What is known of each replica from its version and its list of proxies. Throws when both are unknown everywhere. */
export function joinReplicas(
  replicas: readonly Replica[],
  [versions, syncs]: readonly [Part<string>, Part<readonly unknown[]>],
): Sourced<readonly ControlPlaneReplica[]> {
  if (versions.status === "rejected" && syncs.status === "rejected") throw versions.reason;
  const versionOf = new Map(dataOf(versions).map(({ replica, data }) => [replica, data.trim()]));
  const countOf = new Map(dataOf(syncs).map(({ replica, data }) => [replica, data.length]));
  const parts = [versions, syncs];
  const warnings = parts.flatMap((part) =>
    part.status === "fulfilled" ? part.value.warnings : [warningFromError(part.reason)],
  );
  return {
    data: replicas.map(({ name }) => replicaOf(name, versionOf.get(name), countOf.get(name))),
    // A replica that is silent on both pages is one warning.
    warnings: [...new Map(warnings.map((warning) => [warning.part, warning])).values()],
    evidence: parts.flatMap((part) => (part.status === "fulfilled" ? part.value.evidence : [])),
  };
}

/** A replica as its answers make it; one without any is not reachable. */
export function replicaOf(
  name: string,
  version: string | undefined,
  connectedProxies: number | undefined,
): ControlPlaneReplica {
  return {
    name,
    reachable: version !== undefined || connectedProxies !== undefined,
    ...(version === undefined ? {} : { version }),
    ...(connectedProxies === undefined ? {} : { connectedProxies }),
  };
}

function dataOf<T>(part: Part<T>): readonly ReplicaAnswer<T>[] {
  return part.status === "fulfilled" ? part.value.data : [];
}
