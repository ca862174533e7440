import { fieldAt, textField } from "@/lib/proxies/proto-json";
import type { Cause } from "../change";
import { meaningText } from "../normal-form";
import { changedValue, type CauseContext } from "./context";
import { causeOfKind, hasCandidates, wasWritten, type SelectingKind } from "./kind-candidates";
import { clusterOfListener, meshSettings, scopeCause, serviceCause, serviceOfCluster } from "./service";

/** Parts of listeners that only one kind of object makes. Source: istiod's listener builders. */
const kindsByPart: readonly (readonly [RegExp, SelectingKind])[] = [
  [/jwt_authn|istio_authn/, "security.istio.io/RequestAuthentication"],
  [/ext_authz/, "security.istio.io/AuthorizationPolicy"],
  [/wasm/, "extensions.istio.io/WasmPlugin"],
  [/access_log|tracing|istio\.stats|custom_tags/, "telemetry.istio.io/Telemetry"],
  [
    /filters\[[^\]]*(?:lua|golang|local_ratelimit|ratelimit|compressor|buffer|ext_proc)/,
    "networking.istio.io/EnvoyFilter",
  ],
];

function rootOf({ difference }: CauseContext): { readonly left: unknown; readonly right: unknown } {
  const { ancestors, before, after } = difference;
  return ancestors[0] ?? { left: before, right: after };
}

/** The object behind a change of a listener that bears no stamp. */
export function listenerCause(context: CauseContext): Cause | undefined {
  const { pathText, resource, facts } = context;
  const value = changedValue(context);
  const words = `${pathText} ${textField(value, "name") ?? ""}`;
  const known = kindsByPart.find(([part]) => part.test(words));
  if (known !== undefined)
    return isOfSettings(known[1], facts) ? meshSettings() : causeOfKind(known[1], facts);
  if (isUnknownTraffic(context)) return scopeCause(context);
  const root = rootOf(context);
  const listener = root.right ?? root.left;
  if (isGatewayListener(context, listener)) return causeOfKind("networking.istio.io/Gateway", facts);
  if (textField(listener, "traffic_direction") === "INBOUND" || resource === "virtualInbound")
    return inboundCause(context);
  const cluster = clusterOfListener(pathText === "" ? value : listener) ?? routedCluster(context, resource);
  const service = cluster === undefined ? undefined : serviceOfCluster(context, cluster);
  return service === undefined ? undefined : serviceCause(service, context);
}

const telemetry = "telemetry.istio.io/Telemetry";

/** Logs and traces without any Telemetry are those of the mesh's settings. */
function isOfSettings(key: SelectingKind, facts: CauseContext["facts"]): boolean {
  return key === telemetry && hasCandidates(telemetry, facts) === false && !wasWritten(telemetry, facts);
}

/** What happens to traffic to nobody that is known changes with `outboundTrafficPolicy`, in all listeners at once. */
function isUnknownTraffic({ difference, section }: CauseContext): boolean {
  const text = meaningText([difference.before ?? null, difference.after ?? null]);
  return (
    section === "listeners" &&
    /^\["(?:BlackHole|Passthrough)Cluster"|"(?:BlackHole|Passthrough)Cluster"\]$/.test(text)
  );
}

function isGatewayListener(context: CauseContext, listener: unknown): boolean {
  const text = meaningText(fieldAt(listener, "filter_chains") ?? []);
  if (/"route_config_name":"https?\./.test(text)) return true;
  return (
    context.lookup("right", "listeners", "virtualInbound") === undefined &&
    context.resource !== "" &&
    !/"rds"|tcp_proxy/.test(text)
  );
}

/** A chain beside one of the same name is a way to reach the same port: how, is for PeerAuthentication to say. */
function inboundCause(context: CauseContext): Cause | undefined {
  const chain = /^filter_chains\[\d+ "([^"]*)"\]/.exec(context.pathText)?.[1];
  const root = rootOf(context);
  const isOn = (side: unknown) =>
    meaningText(fieldAt(side, "filter_chains") ?? []).includes(`"name":"${chain ?? ""}"`);
  if (chain !== undefined && (!isOn(root.left) || !isOn(root.right))) {
    const cluster = clusterOfListener({ filter_chains: [changedValue(context)] });
    const service = cluster === undefined ? undefined : serviceOfCluster(context, cluster);
    return service === undefined ? undefined : serviceCause(service, context);
  }
  const isTls =
    /transport_socket|filter_chain_match/.test(context.pathText) || context.difference.path.length === 2;
  return isTls ? causeOfKind("security.istio.io/PeerAuthentication", context.facts) : undefined;
}

/** A cluster that the route table of an HTTP listener, `0.0.0.0_9080`, leads to. */
function routedCluster(context: CauseContext, resource: string): string | undefined {
  const port = /_(\d+)$/.exec(resource)?.[1] ?? "";
  for (const side of ["right", "left"] as const) {
    const table = context.lookup(side, "routes", port);
    const found = /"(?:cluster|name)":"(outbound\|[^"]+)"/.exec(meaningText(table) ?? "")?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}
