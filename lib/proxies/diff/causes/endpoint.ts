import { parseEnvoyClusterName, printEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import { workloadFromPodName } from "@/lib/mesh/workload-from-pod";
import { ownerFromMetadata, workloadFromMetadata } from "@/lib/proxies/provenance";
import { addressFromProto, fieldAt, itemsField, textField, textsField } from "@/lib/proxies/proto-json";
import { endpointAddress } from "../list-rules";
import type { Cause } from "../change";
import { changedValue, type CauseContext, type Side } from "./context";
import { peerCause } from "./peer";
import { causeWritten } from "./written";
import { serviceCause, serviceOfCluster } from "./service";
import { causeFromOwner } from "./stamped";

type Workload = { readonly workload: string; readonly namespace: string };

function endpointsOf(assignment: unknown): readonly unknown[] {
  return itemsField(assignment, "endpoints").flatMap((locality) => itemsField(locality, "lb_endpoints"));
}

/** Endpoints that a change is about: those in its value, else the one around it. */
function touched(context: CauseContext): readonly unknown[] {
  const value = changedValue(context);
  const candidates = [
    value,
    ...context.difference.ancestors.toReversed().map(({ left, right }) => right ?? left),
  ];
  for (const candidate of candidates) {
    if (endpointAddress(candidate) !== undefined) return [candidate];
    const inside = itemsField(candidate, "lb_endpoints");
    if (candidate === value && inside.length > 0) return inside;
  }
  return [];
}

function workloadOf(endpoint: unknown): Workload | undefined {
  const found = workloadFromMetadata(endpoint);
  if (found === undefined || found.workload === "") return undefined;
  return { ...found, workload: workloadFromPodName(found.workload) };
}

function ruleOf(context: CauseContext): Cause | undefined {
  const clusters = (["right", "left"] as const).map((side) =>
    context.lookup(side, "clusters", context.resource),
  );
  const owner = ownerFromMetadata(clusters[0]) ?? ownerFromMetadata(clusters[1]);
  return owner === undefined
    ? undefined
    : { ...causeFromOwner(owner, context), confidence: "derived", reason: "same_cluster" };
}

/** An endpoint that a subset gained or lost while the whole service kept it: its labels or the subset changed. */
function isSubsetMove(context: CauseContext, endpoints: readonly unknown[]): boolean {
  const parts = parseEnvoyClusterName(context.resource);
  if (parts === undefined || parts.subset === "" || endpoints.length === 0) return false;
  const base = printEnvoyClusterName({ ...parts, subset: "" });
  const addresses = (side: Side) =>
    new Set(endpointsOf(context.lookup(side, "endpoints", base)).map(endpointAddress));
  const [left, right] = [addresses("left"), addresses("right")];
  return endpoints.every((each) => left.has(endpointAddress(each)) && right.has(endpointAddress(each)));
}

/** Who changed the endpoints of a cluster: the pods behind it, or the rule that orders and filters them. */
export function endpointCause(context: CauseContext): Cause | undefined {
  const endpoints = touched(context);
  const place = endpoints.map(workloadOf).find((each) => each !== undefined)?.namespace;
  const peer = /tlsMode|transport_socket_match/.test(context.pathText)
    ? peerCause(context, place)
    : undefined;
  if (peer !== undefined) return peer;
  const isOwnSet = /lb_endpoints\[[^\]]*\]$|^endpoints\[[^\]]*\]$/.test(context.pathText);
  if (!isOwnSet || isSubsetMove(context, endpoints)) {
    const rule = ruleOf(context);
    if (rule !== undefined) return rule;
  }
  const joined = joinedCause(context, endpoints);
  if (joined !== undefined) return joined;
  const entry = entryCause(context);
  if (entry !== undefined) return entry;
  const workload = endpoints.map(workloadOf).find((each) => each !== undefined);
  if (workload !== undefined)
    return {
      apiVersion: "apps/v1",
      kind: kindOf(workload, context),
      namespace: workload.namespace,
      name: workload.workload,
      confidence: "derived",
      reason: "endpoints",
    };
  const service = serviceOfCluster(context, context.resource);
  return service === undefined ? undefined : { ...serviceCause(service, context), reason: "endpoints" };
}

/** An endpoint that came or went with the WorkloadEntry of its address. */
function joinedCause(context: CauseContext, endpoints: readonly unknown[]): Cause | undefined {
  const hosts = new Set(endpoints.map((each) => addressFromProto(fieldAt(each, "endpoint", "address")).host));
  const cause = causeWritten("networking.istio.io/WorkloadEntry", context.facts, (manifest) =>
    hosts.has(textField(manifest.spec, "address") ?? ""),
  );
  return cause === undefined ? undefined : { ...cause, reason: "endpoints" };
}

/** Endpoints that stand in a ServiceEntry itself come and go with it; others of its host with WorkloadEntries or pods. */
function entryCause(context: CauseContext): Cause | undefined {
  const service = serviceOfCluster(context, context.resource);
  if (service === undefined || service.name !== "") return undefined;
  const own = context.facts.objects?.["networking.istio.io/ServiceEntry"]?.find((manifest) =>
    textsField(manifest.spec, "hosts").includes(service.host),
  );
  return own !== undefined && itemsField(own.spec, "endpoints").length > 0
    ? { ...serviceCause(service, context), reason: "endpoints" }
    : undefined;
}

function kindOf(workload: Workload, { facts }: CauseContext): string {
  const isThere = (kind: string) =>
    facts.objects?.[`apps/${kind}`]?.some(
      ({ metadata }) => metadata.name === workload.workload && metadata.namespace === workload.namespace,
    );
  return isThere("StatefulSet") === true
    ? "StatefulSet"
    : isThere("DaemonSet") === true
      ? "DaemonSet"
      : "Deployment";
}
