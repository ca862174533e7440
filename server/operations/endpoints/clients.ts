import { proxyRows } from "@/lib/controlplane/proxy-row";
import type { Sourced } from "@/lib/evidence";
import { clusterSources } from "@/server/operations/cluster-sources";
import { sharedSync } from "@/server/operations/controlplane/shared-sync";
import { Gathering } from "@/server/operations/gathering";
import type { OperationContext } from "@/server/ports";
import { readCallers } from "./callers";
import type { EndpointsInput } from "./input";

export type ClientChoice = {
  readonly namespace: string;
  readonly pod: string;
  readonly workload: string;
  /** sidecar, router or waypoint. */
  readonly type: string;
  /** It called the service within the last minutes; absent when that is unknown. */
  readonly isCaller?: boolean;
};

type Asked = Pick<EndpointsInput, "cluster" | "namespace" | "name">;

/** Proxies whose view of the service can be compared: its callers first, then those of its namespace, then gateways. */
export async function listClients(
  ctx: OperationContext,
  input: Asked,
): Promise<Sourced<readonly ClientChoice[]>> {
  const gathering = new Gathering();
  const sources = clusterSources(ctx, input.cluster);
  const call = { purpose: "proxies to compare", signal: ctx.signal };
  const [pods, syncs, callers] = await Promise.all([
    gathering.takeObjects("pods", sources.kubernetes.list("", "Pod", call)),
    gathering.take("connected proxies", sharedSync(ctx, input.cluster, call)),
    readCallers(ctx, sources, gathering, input),
  ]);
  const rows = proxyRows({ pods, syncs, isPartial: true, versionByReplica: new Map() });
  const choices = rows
    .filter(({ connection, type }) => connection !== "no_proxy" && type !== "ztunnel")
    .map(({ namespace, pod, workload, type }): ClientChoice => ({
      namespace,
      pod,
      workload,
      type,
      ...(callers === undefined ? {} : { isCaller: callers.has(`${namespace}/${workload}`) }),
    }));
  const rank = ({ isCaller, namespace, type }: ClientChoice) =>
    isCaller === true ? 0 : namespace === input.namespace ? 1 : type === "router" ? 2 : 3;
  return gathering.answer(
    choices.toSorted(
      (a, b) =>
        rank(a) - rank(b) || a.namespace.localeCompare(b.namespace, "en") || a.pod.localeCompare(b.pod, "en"),
    ),
  );
}
