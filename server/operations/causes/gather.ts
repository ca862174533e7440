import { locateEdge, type LocatedEdge } from "@/lib/causes/derive/locate-edge";
import { policyEvidence } from "@/lib/causes/derive/policy-evidence";
import { clusterEvidence, routingEvidence, serviceEvidence } from "@/lib/causes/derive/routing-evidence";
import {
  failedToCreate,
  refsOf,
  scaledToZero,
  workloadsEvidence,
} from "@/lib/causes/derive/workload-evidence";
import type { ChangeEvidence, EventEvidence, Evidence, PodEvidence } from "@/lib/causes/evidence";
import { writtenAtMs } from "@/lib/changes/verification";
import { warningFromError } from "@/lib/errors";
import type { TimeSpan } from "@/lib/time-range";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { listChanges } from "@/server/database/change";
import { readMeshObjects } from "@/server/operations/config/mesh-objects";
import type { Gathering } from "@/server/operations/gathering";
import type { ClusterSources, OperationContext } from "@/server/ports";
import type { Edge } from "./edge";
import { readNetworkPolicies } from "./read-network-policies";
import { readLive, readProxy } from "./read-proxy";
import { readTraces } from "./read-traces";
import { readTraffic } from "./read-traffic";

const recentMs = 6 * 3_600_000;
const recentLimit = 60;

/** Everything at hand about an edge. A source that is dead leaves its part undefined and a warning in `gathering`. */
export async function gatherEvidence(
  ctx: OperationContext,
  gathering: Gathering,
  sources: ClusterSources,
  input: Edge,
  span: TimeSpan,
): Promise<Evidence> {
  const mesh = await readMeshObjects(sources, ctx.signal);
  gathering.warnings.push(...mesh.warnings);
  gathering.evidence.push(...mesh.evidence);
  const objects = mesh.data;
  const edge = locateEdge(objects, input);
  const at = { ctx, gathering, sources };
  const { caller } = edge;
  const parties = edge.workloads.map(({ party }) => party);
  const [first] = parties;
  const configured = configuredEvidence(objects, edge);
  const proxies = async () => {
    const sync = await gathering.take(
      "sync state",
      sources.controlPlane.sync({ purpose: "sync state of both proxies", signal: ctx.signal }),
    );
    return Promise.all([
      caller === undefined ? undefined : readProxy(at, caller.party, sync),
      first === undefined ? undefined : readProxy(at, first, sync),
    ]);
  };
  const [traffic, live, [callerProxy, destinationProxy], events, changes, traces, networkPolicies] =
    await Promise.all([
      readTraffic(gathering, sources, edge, span, ctx.signal),
      caller === undefined || edge.host === undefined ? undefined : readLive(at, caller.party, edge.host),
      proxies(),
      readEvents(at, configured.workloads?.pods ?? []),
      readChanges(ctx, gathering, sources.name),
      readTraces(gathering, sources, edge, span, ctx.signal),
      readNetworkPolicies(gathering, sources, objects, edge, ctx.signal),
    ]);
  return {
    nowMs: ctx.nowMs(),
    cluster: sources.name,
    ...(caller === undefined ? {} : { caller: caller.party }),
    destination: {
      text: edge.destinationText,
      ...(edge.host === undefined ? {} : { host: edge.host }),
      ...(edge.port === undefined ? {} : { port: edge.port }),
      workloads: parties,
    },
    ...configured,
    ...present({ traffic, live, callerProxy, destinationProxy, events, changes, traces, networkPolicies }),
  };
}

function present<T extends object>(parts: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };
}

/** The part of the evidence that follows from the objects alone. */
function configuredEvidence(
  objects: MeshObjects,
  edge: LocatedEdge,
): Pick<Evidence, "service" | "routing" | "clusters" | "workloads" | "policies"> {
  const { caller, service } = edge;
  const workloads = edge.workloads.map(({ workload }) => workload);
  const pods = workloadsEvidence(objects, workloads);
  const own = service === undefined ? [] : refsOf(scaledToZero(objects, service));
  return present({
    service:
      service !== undefined
        ? serviceEvidence(objects, service)
        : edge.isRegistryKnown && edge.host !== undefined
          ? ("absent" as const)
          : undefined,
    routing:
      caller?.workload === undefined
        ? undefined
        : routingEvidence(objects, caller.workload, service, edge.host),
    clusters:
      caller?.workload === undefined || service === undefined
        ? undefined
        : clusterEvidence(objects, caller.workload, service),
    workloads:
      pods === undefined
        ? undefined
        : {
            ...pods,
            scaledToZero: own,
            failedToCreate: service === undefined ? [] : failedToCreate(objects, service),
          },
    policies: policyEvidence(objects, {
      caller: caller?.workload,
      callerParty: caller?.party,
      workloads,
      service,
    }),
  });
}

function isTroubled(pod: PodEvidence): boolean {
  return !pod.isReady || (pod.restarts ?? 0) > 0 || pod.waitingReason !== undefined || pod.isTerminating;
}

/** Events of the pod that looks worst, else of any: one request. */
async function readEvents(
  at: { readonly ctx: OperationContext; readonly gathering: Gathering; readonly sources: ClusterSources },
  pods: readonly PodEvidence[],
): Promise<readonly EventEvidence[] | undefined> {
  const pod = pods.find(isTroubled) ?? pods[0];
  if (pod === undefined) return undefined;
  const ref = { apiVersion: "v1", kind: "Pod", namespace: pod.namespace, name: pod.name };
  const call = { purpose: `events of ${pod.name}`, signal: at.ctx.signal };
  const events = await at.gathering.take("events", at.sources.kubernetes.events(ref, call));
  return events
    ?.filter(({ type }) => type === "Warning")
    .map(({ reason, message, count, atMs }) => ({
      object: `${pod.namespace}/${pod.name}`,
      reason,
      message,
      count,
      ...(atMs === undefined ? {} : { atMs }),
    }));
}

async function readChanges(
  ctx: OperationContext,
  gathering: Gathering,
  cluster: string,
): Promise<readonly ChangeEvidence[] | undefined> {
  try {
    const changes = await listChanges(ctx.databaseUrl, {
      cluster,
      sinceMs: ctx.nowMs() - recentMs,
      limit: recentLimit,
    });
    return changes.flatMap((change) => {
      const atMs = writtenAtMs(change);
      if (atMs === undefined) return [];
      const refs = change.objects.map(({ ref }) => ref);
      return [{ id: change.id, title: change.title, atMs, actor: change.actor, refs }];
    });
  } catch (error) {
    gathering.warnings.push(warningFromError(error, "recent changes"));
    return undefined;
  }
}
