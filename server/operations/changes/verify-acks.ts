import { z } from "zod";
import type { Change } from "@/lib/changes/change";
import { isReceivedByTarget, summarizeAcks, xdsTypesOf, type AckSummary } from "@/lib/changes/verification";
import type { Manifest } from "@/lib/config/manifest";
import type { ProxySync } from "@/lib/controlplane/sync";
import { SourceError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { workloadFromPodName } from "@/lib/mesh/workload-from-pod";
import { versionsOf } from "@/lib/routing/service-versions";
import type { RoutingSnapshot } from "@/lib/routing/snapshot";
import { rootNamespace, selectorMatches } from "@/lib/xds/mesh-objects";
import { sharedSyncFrom } from "@/server/operations/controlplane/shared-sync";
import { readServiceTraffic } from "@/server/operations/routing/traffic";
import type { ClusterSources, OperationContext } from "@/server/ports";

/** Which proxies have what the change wrote. Throws `SourceError` when istiod does not answer. */
export async function readAcks(
  ctx: OperationContext,
  sources: ClusterSources,
  change: Change,
  written: number,
  snapshot: RoutingSnapshot,
  keep: <T>(answer: Sourced<T>) => T,
): Promise<AckSummary> {
  const kinds = change.objects.filter(({ result }) => result === "written").map(({ ref }) => ref.kind);
  const types = xdsTypesOf(kinds);
  const [sync, receivers] = await Promise.all([
    sharedSyncFrom(sources, {
      purpose: "proxies that have the change",
      signal: ctx.signal,
    }),
    isReceivedByTarget(kinds)
      ? targetPods(change, snapshot)
      : callersOf(ctx, sources, change, snapshot).then(
          (callers) =>
            ({ namespace, pod }: ProxySync) =>
              callers.has(`${namespace}/${workloadFromPodName(pod)}`),
        ),
  ]);
  // The API server's clock has whole seconds in managed fields and ours may run ahead of istiod's by a little.
  const since = Math.floor(written / 1000) * 1000 - 1000;
  return summarizeAcks(keep(sync), types, since, receivers);
}

/** The pods that the written policies select; a policy of the root namespace without a selector is everybody's. */
function targetPods(change: Change, { pods }: RoutingSnapshot): (proxy: ProxySync) => boolean {
  const policies = change.objects.flatMap(({ before, after }) => after ?? before ?? []);
  const selected = pods.filter(({ metadata }) =>
    policies.some((policy) => {
      const labels = matchLabelsOf(policy);
      const isNear =
        policy.metadata.namespace === metadata.namespace || policy.metadata.namespace === rootNamespace;
      return isNear && selectorMatches(labels, metadata.labels ?? {});
    }),
  );
  const names = new Set(selected.map(({ metadata }) => `${metadata.namespace ?? ""}/${metadata.name}`));
  return ({ namespace, pod }) => names.has(`${namespace}/${pod}`);
}

function matchLabelsOf(policy: Manifest): Readonly<Record<string, string>> {
  const selector = z
    .looseObject({ selector: z.looseObject({ matchLabels: z.record(z.string(), z.string()) }) })
    .safeParse(policy.spec);
  return selector.success ? selector.data.selector.matchLabels : {};
}

async function callersOf(
  ctx: OperationContext,
  sources: ClusterSources,
  change: Change,
  snapshot: RoutingSnapshot,
): Promise<ReadonlySet<string>> {
  try {
    const at = { nowMs: ctx.nowMs(), signal: ctx.signal };
    const answer = await readServiceTraffic(sources, change.service, backendsOf(snapshot, change), at);
    return new Set(answer.data.callers.map(({ namespace, workload }) => `${namespace}/${workload}`));
  } catch (error) {
    if (error instanceof SourceError) return new Set();
    throw error;
  }
}

/** Services that stand for the versions of the changed one. */
export function backendsOf(snapshot: RoutingSnapshot, { service }: Change): readonly string[] {
  return versionsOf(snapshot, service).flatMap(({ backendService }) => backendService ?? []);
}
