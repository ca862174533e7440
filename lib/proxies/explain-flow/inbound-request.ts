import type { RouteEffects } from "@/lib/proxies/explain/route-effects";
import type {
  Explanation,
  FlowStep,
  FlowWay,
  PickableEndpoint,
} from "@/lib/proxies/explain-flow/explanation";
import type { FlowCaller, FlowRequest } from "@/lib/proxies/explain-flow/flow-request";
import { ipOfEndpoint } from "@/lib/proxies/explain-flow/hosts";

/** An endpoint of a way, with what the route to it changes of the request. */
export type ReachedEndpoint = {
  readonly endpoint: PickableEndpoint;
  readonly effects?: RouteEffects;
  readonly request?: { readonly authority: string; readonly path: string };
};

/** The endpoint of a cluster in an explanation, the first way to it; undefined when no way leads there. */
export function reachedEndpoint(
  { way }: Explanation,
  cluster: string,
  address: string,
): ReachedEndpoint | undefined {
  return search(way, [], cluster, address);
}

function search(
  way: FlowWay,
  before: readonly FlowStep[],
  cluster: string,
  address: string,
): ReachedEndpoint | undefined {
  const steps = [...before, ...way.steps];
  for (const step of way.steps) {
    if (step.kind !== "endpoints" || step.cluster !== cluster) continue;
    const endpoint = step.endpoints.find((each) => each.address === address);
    if (endpoint !== undefined) return reached(endpoint, steps);
  }
  if (way.next.kind === "end") return undefined;
  for (const next of way.next.ways) {
    const found = search(next, steps, cluster, address);
    if (found !== undefined) return found;
  }
  return undefined;
}

function reached(endpoint: PickableEndpoint, steps: readonly FlowStep[]): ReachedEndpoint {
  const route = steps.findLast((step) => step.kind === "route");
  const request = steps.findLast((step) => step.kind === "request");
  return {
    endpoint,
    ...(route?.kind === "route" && route.effects !== undefined ? { effects: route.effects } : {}),
    ...(request?.kind === "request" ? { request: { authority: request.authority, path: request.path } } : {}),
  };
}

/**
 * The request as the endpoint's own proxy meets it: at the pod's address, from the source proxy, with its certificate
 * where it shows one, after the route's rewrites and header changes.
 */
export function inboundRequest(
  request: FlowRequest,
  { endpoint, effects, request: seen }: ReachedEndpoint,
  source: FlowCaller,
): FlowRequest {
  // A waypoint meets the address inside of the tunnel.
  const inside = endpoint.tunnel?.destination ?? endpoint.address;
  const socket = inside.slice(inside.lastIndexOf("/") + 1);
  const isMutual = endpoint.tls === "mutual" || endpoint.tls === "istio_mutual";
  const host = effects?.host;
  const authority = host?.kind === "literal" ? host.host : (seen?.authority ?? request.authority);
  return {
    ...request,
    direction: "inbound",
    ip: ipOfEndpoint(inside),
    port: Number(socket.slice(socket.lastIndexOf(":") + 1)),
    path: effects?.path?.after ?? seen?.path ?? request.path,
    scheme:
      endpoint.tls === "simple"
        ? "https"
        : request.scheme === "https" && seen !== undefined
          ? "http"
          : request.scheme,
    ...(authority === undefined ? {} : { authority }),
    sni: undefined,
    applications: undefined,
    headers: changedHeaders(request.headers, effects),
    caller: {
      ...(source.ip === undefined ? {} : { ip: source.ip }),
      ...(isMutual
        ? source.principal === undefined
          ? {}
          : { principal: source.principal }
        : { principal: "" }),
    },
  };
}

/** Headers after the changes whose values are plain; one with a variable is taken for not told. */
function changedHeaders(
  headers: FlowRequest["headers"],
  effects: RouteEffects | undefined,
): FlowRequest["headers"] {
  let changed = headers.filter(({ name }) => name !== "host" && name !== ":authority");
  const changes = effects === undefined ? [] : [...effects.requestHeaders, ...effects.routerHeaders];
  for (const { name, action, value: format } of changes) {
    const value = format.replaceAll("%%", "%");
    const key = name.toLowerCase();
    const has = changed.some((each) => each.name === key);
    const isPlain = !format.replaceAll("%%", "").includes("%");
    if (action === "remove" || action === "overwrite") changed = changed.filter((each) => each.name !== key);
    if (!isPlain || action === "remove") continue;
    const isSet = action === "append" || action === "overwrite" || (action === "add_if_absent" ? !has : has);
    if (action === "overwrite_if_exists" && has) changed = changed.filter((each) => each.name !== key);
    if (isSet) changed = [...changed, { name: key, value }];
  }
  return changed;
}
