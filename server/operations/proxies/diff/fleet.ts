import { proxyRows } from "@/lib/controlplane/proxy-row";
import type { Sourced } from "@/lib/evidence";
import { commonForms } from "@/lib/proxies/diff/common-form";
import { clusterSources } from "@/server/operations/cluster-sources";
import { Gathering } from "@/server/operations/gathering";
import type { FleetRead } from "@/server/operations/proxies/diff/answer";
import { hashText } from "@/server/operations/proxies/diff/compare";
import { readable } from "@/server/operations/proxies/diff/side";
import { runInTurns } from "@/server/operations/run-in-turns";
import type { FleetInput } from "@/server/operations/proxies/diff/input";
import { readDumpBytes } from "@/server/operations/proxies/target";
import type { OperationContext } from "@/server/ports";

const maxPods = 50;
const atOnce = 4;

/** Which pods of a workload run the same configuration, whatever is each one's own. */
export async function readFleet(ctx: OperationContext, input: FleetInput): Promise<Sourced<FleetRead>> {
  const gathering = new Gathering();
  const pods = await podsOf(ctx, input, gathering);
  const asked = pods.slice(0, maxPods);
  const hashes = new Map<string, string>();
  const queue = [...asked];
  const worker = async () => {
    for (let pod = queue.shift(); pod !== undefined; pod = queue.shift()) {
      const hash = await fleetHash(ctx, input, pod, gathering);
      if (hash !== undefined) hashes.set(pod, hash);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const groups = new Map<string, string[]>();
  for (const pod of asked) {
    const hash = hashes.get(pod);
    if (hash !== undefined) groups.set(hash, [...(groups.get(hash) ?? []), pod]);
  }
  return gathering.answer({
    groups: [...groups]
      .map(([hash, names]) => ({ hash, pods: names }))
      .toSorted((a, b) => b.pods.length - a.pods.length),
    unread: asked.filter((pod) => !hashes.has(pod)),
    skipped: pods.length - asked.length,
  });
}

async function podsOf(
  ctx: OperationContext,
  { cluster, namespace, workload }: FleetInput,
  gathering: Gathering,
): Promise<readonly string[]> {
  const { kubernetes } = clusterSources(ctx, cluster);
  const call = { purpose: "pods of the workload", signal: ctx.signal };
  const pods = await gathering.takeObjects("pods", kubernetes.list("", "Pod", call, [namespace]));
  const rows = proxyRows({ pods, syncs: undefined, isPartial: true, versionByReplica: new Map() });
  return rows
    .filter(
      (row) => row.namespace === namespace && row.workload === workload && row.connection !== "no_proxy",
    )
    .map((row) => row.pod)
    .toSorted();
}

async function fleetHash(
  ctx: OperationContext,
  { cluster, namespace }: FleetInput,
  pod: string,
  gathering: Gathering,
): Promise<string | undefined> {
  const target = { cluster, namespace, pod, view: "envoy" as const };
  const dump = await gathering.take(
    `${namespace}/${pod}`,
    readDumpBytes(ctx, target, "comparison of a workload's pods"),
  );
  if (dump === undefined) return undefined;
  const texts = await runInTurns(commonForms({ ...readable(dump), word: "envoy", identity: [pod] }));
  return hashText(texts.toSorted().join("\n"));
}
