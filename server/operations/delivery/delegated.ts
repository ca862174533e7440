import { phrase } from "@/lib/phrase";
import { argoRollout } from "@/lib/delivery/argo-model";
import type { DelegatedRollout } from "@/lib/delivery/delegated";
import { delegatedKinds, type DelegatedSystem } from "@/lib/delivery/delegated-verb";
import { flaggerRollout } from "@/lib/delivery/flagger-model";
import { kindInfo } from "@/lib/config/kinds";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import { withObjects, type MeshObjects } from "@/lib/xds/mesh-objects";
import { clusterSources } from "@/server/operations/cluster-sources";
import { readLive } from "@/server/operations/changes/read-live";
import { withFlaggerValues } from "@/server/operations/delivery/delegated-values";
import { Gathering } from "@/server/operations/gathering";
import type { ClusterSources, ObjectEvent, OperationContext } from "@/server/ports";

/** What the read model of both systems is made of. */
const kinds = [
  ["flagger.app", "Canary"],
  ["flagger.app", "MetricTemplate"],
  ["argoproj.io", "Rollout"],
  ["argoproj.io", "AnalysisRun"],
  ["networking.istio.io", "VirtualService"],
  ["gateway.networking.k8s.io", "HTTPRoute"],
] as const;

async function readObjects(
  { kubernetes }: ClusterSources,
  signal: AbortSignal,
  gathering: Gathering,
): Promise<MeshObjects> {
  const entries = await Promise.all(
    kinds.map(async ([group, kind]) => {
      const read = kubernetes.list(group, kind, { purpose: "rollouts of other controllers", signal });
      return [`${group}/${kind}`, await gathering.takeObjects(kind, read)] as const;
    }),
  );
  return Object.fromEntries(entries.flatMap(([key, list]) => (list === undefined ? [] : [[key, list]])));
}

function model(system: DelegatedSystem, manifest: Manifest, objects: MeshObjects): DelegatedRollout {
  return system === "flagger" ? flaggerRollout(manifest, objects) : argoRollout(manifest, objects);
}

/**
 * All Canaries of Flagger and Rollouts of Argo, with the weights of their route objects. A cluster without either kind
 * has none and no warning. `data` is undefined when neither kind could be read: then nothing is known of them.
 */
export async function listDelegated(
  ctx: OperationContext,
  scope: { readonly cluster: string; readonly namespaces: readonly string[] },
): Promise<Sourced<readonly DelegatedRollout[] | undefined>> {
  const sources = clusterSources(ctx, scope.cluster);
  const gathering = new Gathering();
  const objects = await readObjects(sources, ctx.signal, gathering);
  const lists = (["flagger", "argo"] as const).map((system) => {
    const { group, kind } = delegatedKinds[system];
    return objects[`${group}/${kind}`]?.map((manifest) => model(system, manifest, objects));
  });
  if (lists.every((list) => list === undefined)) return gathering.answer(undefined);
  const isWanted = ({ ref }: DelegatedRollout) =>
    scope.namespaces.length === 0 || scope.namespaces.includes(ref.namespace);
  return gathering.answer(lists.flatMap((list) => list ?? []).filter(isWanted));
}

export type DelegatedQuery = {
  readonly cluster: string;
  readonly system: DelegatedSystem;
  readonly namespace: string;
  readonly name: string;
};

export type DelegatedDetail = {
  readonly rollout: DelegatedRollout;
  /** Objects that belong to it and can be opened. */
  readonly objects: readonly ObjectRef[];
  /** Absent when they may not be read. */
  readonly events?: readonly ObjectEvent[];
  readonly nowMs: number;
  /** Why nothing may be written; absent when it may. */
  readonly readOnlyReason?: string;
};

/** One rollout, itself and its routes as the API server has them now. Throws not_found. */
export async function readDelegated(
  ctx: OperationContext,
  { cluster, system, namespace, name }: DelegatedQuery,
): Promise<Sourced<DelegatedDetail>> {
  const sources = clusterSources(ctx, cluster);
  const gathering = new Gathering();
  const { group, kind } = delegatedKinds[system];
  const apiVersion = `${group}/${kindInfo(group, kind)?.versions[0] ?? "v1"}`;
  const ref: ObjectRef = { apiVersion, kind, namespace, name };
  const [cached, own] = await Promise.all([
    readObjects(sources, ctx.signal, gathering),
    readLive(sources, [ref], ctx),
  ]);
  const manifest = own.objects[0]?.manifest;
  gathering.evidence.push(...own.evidence);
  if (manifest === undefined) {
    throw new ConsoleError(
      "not_found",
      phrase("no_rollout_on", { kind, namespace, name, cluster: sources.name }),
      {
        hint: phrase("rollout_gone"),
      },
    );
  }
  // The cache may lag by a moment: the weights next to the status have to be of the same time.
  const { routeRefs } = model(system, manifest, cached);
  const [routes, events] = await Promise.all([
    gathering.take("routes as they are now", liveRoutes(sources, routeRefs, ctx)),
    gathering.take(
      "events",
      sources.kubernetes.events(ref, { purpose: "events of the rollout", signal: ctx.signal }),
    ),
  ]);
  const objects = withObjects(cached, routes ?? []);
  const rollout = model(system, manifest, objects);
  const valued = system === "flagger" ? await withFlaggerValues(ctx, sources, rollout, gathering) : rollout;
  const { readOnlyReason } = ctx;
  return gathering.answer({
    rollout: valued,
    objects: ownObjects(rollout, objects),
    ...(events === undefined ? {} : { events }),
    nowMs: ctx.nowMs(),
    ...(readOnlyReason === undefined ? {} : { readOnlyReason }),
  });
}

async function liveRoutes(sources: ClusterSources, refs: readonly ObjectRef[], ctx: OperationContext) {
  const { objects, evidence } = await readLive(sources, refs, ctx);
  return { data: objects, warnings: [], evidence };
}

function ownObjects(rollout: DelegatedRollout, objects: MeshObjects): readonly ObjectRef[] {
  const runs = new Set(rollout.analysis.metrics.flatMap(({ run }) => run ?? []));
  const named = (objects["argoproj.io/AnalysisRun"] ?? []).filter(
    ({ metadata }) => metadata.namespace === rollout.ref.namespace && runs.has(metadata.name),
  );
  return [rollout.ref, ...rollout.routeRefs, ...named.map(refFromManifest)];
}
