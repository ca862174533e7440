import { parseEnvoyClusterName, printEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import { textField, textsField } from "@/lib/proxies/proto-json";
import type { Cause } from "../change";
import { meaningText } from "../normal-form";
import { changedValue, type CauseContext } from "./context";
import { endpointCause } from "./endpoint";
import { causeOfKind } from "./kind-candidates";
import { listenerCause } from "./listener";
import { namedCause } from "./named";
import { peerCause } from "./peer";
import { patchCause } from "./patched";
import { rejectionCause } from "./rejected";
import { clusterOfListener, scopeCause, serviceCause, serviceOfCluster, serviceOfHost } from "./service";
import { causeFromOwner, ownersWithin, stampedCause } from "./stamped";
import { causeWritten, settingsWritten } from "./written";
import { ztunnelCause } from "./ztunnel";

/**
 * The object that caused a change, by the surest evidence there is: what the configuration names or is stamped with,
 * then what only one kind of object makes. Undefined when nothing points to one.
 */
export function causeOf(context: CauseContext): Cause | undefined {
  if (context.state === "error") return rejectionCause(context);
  const patched = patchCause(context);
  if (patched !== undefined && context.facts.leftAtMs !== undefined) return patched;
  const named = namedCause(context);
  if (named !== undefined) return named;
  const found = causeBySection(context);
  if (found?.name !== undefined && found.confidence !== "guessed") return found;
  // What no object of its own says is the mesh's to say, when its settings were written in between.
  return patched ?? settingsWritten(context.facts) ?? found;
}

function causeBySection(context: CauseContext): Cause | undefined {
  switch (context.section) {
    case "clusters":
      return clusterCause(context);
    case "endpoints":
      return context.pathText === "" ? clusterCause(context) : endpointCause(context);
    case "routes":
      return routeCause(context);
    case "listeners":
      return stampedCause(context) ?? listenerCause(context);
    case "ecds":
      return causeOfKind("extensions.istio.io/WasmPlugin", context.facts);
    case "other":
      return ztunnelCause(context);
    case "bootstrap":
    case "scoped_routes":
    case "secrets":
      return undefined;
  }
}

function isOnBothSides(context: CauseContext, cluster: string): boolean {
  return (["left", "right"] as const).every(
    (side) => context.lookup(side, "clusters", cluster) !== undefined,
  );
}

/** A subset's cluster comes and goes with its DestinationRule, any other with its service. */
function clusterCause(context: CauseContext): Cause | undefined {
  const parts = parseEnvoyClusterName(context.resource);
  const isWhole = context.pathText === "";
  const service = serviceOfCluster(context, context.resource);
  if (isWhole && parts !== undefined) {
    const isSubset =
      parts.subset !== "" && isOnBothSides(context, printEnvoyClusterName({ ...parts, subset: "" }));
    if (!isSubset && service !== undefined) return serviceCause(service, context);
    const sides = (["right", "left"] as const).map((side) =>
      context.lookup(side, "clusters", context.resource),
    );
    const [owner] = ownersWithin(sides);
    if (owner !== undefined) return causeFromOwner(owner, context);
  }
  const isTransport = context.pathText.startsWith("transport_socket");
  const peer = isTransport && parts?.direction === "outbound" ? peerCause(context) : undefined;
  const stamped = stampedCause(context);
  // A rule for the cluster that was written as well is the nearer one.
  if (stamped !== undefined && (peer === undefined || isWritten(stamped, context))) return stamped;
  if (peer !== undefined) return peer;
  if (/transport_socket/.test(context.pathText) && parts?.direction === "inbound")
    return causeOfKind("security.istio.io/PeerAuthentication", context.facts);
  return service === undefined ? undefined : serviceCause(service, context);
}

function isWritten({ kind, namespace, name }: Cause, { facts }: CauseContext): boolean {
  const written = causeWritten(
    `networking.istio.io/${kind}`,
    facts,
    ({ metadata }) => metadata.name === name && metadata.namespace === namespace,
  );
  return written !== undefined;
}

/** A cluster that a route or one of its weighted shares leads to. */
const outboundCluster = /"(?:cluster|name)":"(outbound\|[^"]+)"/;
/** Virtual hosts for whatever no other one is for: `outboundTrafficPolicy` decides which. */
const unknownHosts = new Set(["allow_any", "block_all"]);
const virtualHostName = /^virtual_hosts\[([^\]]+)\]/;

/** Routes carry their VirtualService; a virtual host of a service that came or went goes with the service. */
function routeCause(context: CauseContext): Cause | undefined {
  const { difference, pathText } = context;
  const hashing = hashPolicyCause(context);
  if (hashing !== undefined) return hashing;
  const host = virtualHostName.exec(pathText)?.[1];
  const isWholeHost = host !== undefined && difference.path.length === 2;
  const isGateway = /^https?\./.test(context.resource);
  if (isWholeHost && !isGateway) {
    const [name = "", port = ""] = host.split(":");
    const isNew = context.hasHost("left", name) !== context.hasHost("right", name);
    if (isNew)
      return serviceCause(
        serviceOfCluster(context, `outbound|${port}||${name}`) ?? serviceOfHost(name),
        context,
      );
  }
  if (host !== undefined && unknownHosts.has(host)) return scopeCause(context);
  if (isGateway && pathText === "") return causeOfKind("networking.istio.io/Gateway", context.facts);
  const stamped = stampedCause(context) ?? ownerOfHost(context);
  if (stamped !== undefined) return stamped;
  if (isGateway) return causeOfKind("networking.istio.io/Gateway", context.facts);
  if (host === undefined) return tableCause(context);
  const target = outboundCluster.exec(meaningText(changedValue(context)) ?? "")?.[1];
  const service = target === undefined ? undefined : serviceOfCluster(context, target);
  return serviceCause(service ?? serviceOfHost(host.split(":")[0] ?? ""), context);
}

/** What a route is hashed by stands in the DestinationRule of its cluster, whoever made the route. */
function hashPolicyCause(context: CauseContext): Cause | undefined {
  if (!/\bhash_policy\b/.test(context.pathText)) return undefined;
  const route = context.difference.ancestors
    .toReversed()
    .find(({ left, right }) => outboundCluster.test(meaningText(right ?? left) ?? ""));
  const cluster = outboundCluster.exec(meaningText(route?.right ?? route?.left) ?? "")?.[1];
  if (cluster === undefined) return undefined;
  for (const side of ["right", "left"] as const) {
    const [owner] = ownersWithin(context.lookup(side, "clusters", cluster));
    if (owner?.kind === "DestinationRule")
      return { ...causeFromOwner(owner, context), reason: "same_cluster" };
  }
  return undefined;
}

/** The one owner of the other routes of the virtual host: a route without a stamp, such as istiod's own default. */
function ownerOfHost(context: CauseContext): Cause | undefined {
  const host = context.difference.ancestors.find(
    ({ left, right }) => textsField(right, "domains").length > 0 || textsField(left, "domains").length > 0,
  );
  const owners = host === undefined ? [] : ownersWithin([host.right, host.left]);
  return owners.length === 1 && owners[0] !== undefined ? causeFromOwner(owners[0], context) : undefined;
}

/** A whole route table belongs to the services of its port: to the first that it names. */
function tableCause(context: CauseContext): Cause | undefined {
  const text = meaningText(changedValue(context)) ?? "";
  const cluster = outboundCluster.exec(text)?.[1] ?? clusterOfListener(changedValue(context));
  const name = textField(changedValue(context), "name");
  if (cluster === undefined || name === undefined) return undefined;
  const service = serviceOfCluster(context, cluster);
  return service === undefined ? undefined : serviceCause(service, context);
}
