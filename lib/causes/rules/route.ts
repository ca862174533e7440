import type { Evidence, StrayRule } from "@/lib/causes/evidence";
import { forwards, rateOf } from "@/lib/causes/look";
import { editObject, explainRequest, getObject, proxyConfig, wizard } from "@/lib/causes/point-to";
import { candidate, notKnown, speaksAgainst, speaksFor, type Rule } from "@/lib/causes/rule";
import { detailsSay, hasFlag, type Symptom } from "@/lib/causes/symptom";

/** Whether no route took the request. */
export function isNoRoute(symptom: Symptom): boolean {
  return hasFlag(symptom, "NR") || detailsSay(symptom, "route_not_found", "filter_chain_not_found");
}

/** No route takes the request: every rule of the host has conditions that it does not meet. */
export const noRoute: Rule = (symptom, evidence) => {
  const { routing } = evidence;
  const routes = routing?.routes ?? [];
  const isOpen = routes.some(({ isCatchAll }) => isCatchAll);
  const origin = routes.find(({ origin: ref }) => ref !== undefined)?.origin;
  return candidate("no_route", {
    prior: isNoRoute(symptom) && routing?.isGateway !== true ? 2 : 0,
    facts: [
      routing === undefined || routes.length === 0
        ? notKnown("routes")
        : isOpen
          ? speaksAgainst("catch_all_route", 3.5)
          : speaksFor("no_catch_all", 3, { count: routes.length }, { ref: origin }),
      noUpstreamFact(evidence),
    ],
    objects: [origin],
    checks: [explainRequest(evidence), proxyConfig(evidence, "routes"), getObject(origin)],
    fixes: [editObject(origin), wizard(evidence, "request_route")],
  });
};

function noUpstreamFact(evidence: Evidence) {
  const rows = evidence.traffic?.edge;
  if (rows === undefined) return notKnown("traffic");
  const nowhere = rateOf(rows, ({ flags }) => flags.includes("NR"));
  return nowhere > 0 ? speaksFor("nowhere_seen", 0.5) : undefined;
}

/** The route names a subset that no DestinationRule of the host defines. */
export const missingSubset: Rule = (symptom, evidence) => {
  const { routing } = evidence;
  const broken = forwards(routing?.routes ?? []).flatMap((route) =>
    route.destinations
      .filter(({ state, subset }) => state === "no_cluster" && subset !== "")
      .map((destination) => ({ route, destination })),
  )[0];
  const rule = evidence.clusters?.find(({ rule: ref }) => ref !== undefined)?.rule;
  const stray = routing?.strayRules.find(({ subsets }) => subsets.includes(broken?.destination.subset ?? ""));
  return candidate("missing_subset", {
    prior: noClusterPrior(symptom),
    facts: [
      routing === undefined
        ? notKnown("routes")
        : broken === undefined
          ? speaksAgainst("subsets_defined", 4)
          : speaksFor(
              "subset_undefined",
              4,
              { subset: broken.destination.subset, percent: Math.round(broken.destination.sharePercent) },
              { ref: broken.route.origin },
            ),
      broken === undefined || evidence.clusters === undefined
        ? undefined
        : rule === undefined
          ? speaksFor("no_destination_rule", 1)
          : speaksFor("rule_lacks_subset", 1, { name: rule.name }, { ref: rule }),
      stray === undefined ? undefined : strayFact(stray),
    ],
    objects: [stray?.ref, rule, broken?.route.origin],
    checks: [proxyConfig(evidence, "clusters"), getObject(stray?.ref ?? rule ?? broken?.route.origin)],
    fixes: [editObject(stray?.ref ?? rule ?? broken?.route.origin), wizard(evidence, "traffic_split")],
  });
};

/** A rule that does define the subset, and does not count. */
function strayFact({ ref, host, reason }: StrayRule) {
  const name = `${ref.namespace}/${ref.name}`;
  return reason === "other_host"
    ? speaksFor("rule_of_other_host", 1, { name, host: host ?? "" }, { ref })
    : speaksFor(reason === "not_exported" ? "rule_not_exported" : "rule_not_in_force", 1, { name }, { ref });
}

function noClusterPrior(symptom: Symptom): number {
  if (hasFlag(symptom, "NC") || detailsSay(symptom, "cluster_not_found")) return 2;
  return 0;
}

/** The route sends to a host or port that the caller has no cluster for. */
export const missingCluster: Rule = (symptom, evidence) => {
  const { routing, callerProxy } = evidence;
  const broken = forwards(routing?.routes ?? []).flatMap((route) =>
    route.destinations
      .filter(({ state, subset }) => state === "no_cluster" && subset === "")
      .map((destination) => ({ route, destination })),
  )[0];
  const named = broken?.destination.cluster;
  return candidate("missing_cluster", {
    prior: noClusterPrior(symptom),
    facts: [
      routing === undefined
        ? notKnown("routes")
        : broken === undefined
          ? speaksAgainst("clusters_exist", 3)
          : speaksFor(
              "host_unknown",
              isOtherPort(evidence, broken.destination) ? 1 : 4,
              { host: broken.destination.host, port: broken.destination.port },
              { ref: broken.route.origin },
            ),
      named === undefined || callerProxy?.clusters === undefined
        ? callerProxy?.clusters === undefined
          ? notKnown("dump")
          : undefined
        : callerProxy.clusters.includes(named)
          ? speaksAgainst("cluster_in_dump", 3, { cluster: named })
          : speaksFor("cluster_not_in_dump", 0.5, { cluster: named }),
    ],
    objects: [broken?.route.origin],
    checks: [proxyConfig(evidence, "clusters"), getObject(broken?.route.origin)],
    fixes: [editObject(broken?.route.origin)],
  });
};

function isOtherPort(
  evidence: Evidence,
  { host, port }: { readonly host: string; readonly port: number },
): boolean {
  const { service } = evidence;
  if (service === undefined || service === "absent" || service.host !== host) return false;
  return !service.ports.some(({ number }) => number === port);
}

/** Only registered hosts may be called, and the destination is none for this caller. */
export const egressBlocked: Rule = (symptom, evidence) => {
  const { routing, traffic, service } = evidence;
  const isPlain = symptom.flags.length === 0 && (symptom.code === 502 || symptom.code === 404);
  const black = rateOf(traffic?.edge ?? [], ({ special }) => special === "BlackHoleCluster");
  const isBlocking = routing?.outboundMode === "REGISTRY_ONLY";
  const ref = routing?.sidecar;
  return candidate("egress_blocked", {
    prior:
      (isPlain ? 1 : 0) +
      (hasFlag(symptom, "UH", "NR") ? 0.5 : 0) +
      (detailsSay(symptom, "direct_response") ? 1 : 0) +
      (symptom.code === 0 && symptom.flags.length === 0 ? 0.3 : 0),
    facts: [
      routing === undefined
        ? notKnown("outbound_mode")
        : isBlocking
          ? speaksFor("registry_only", 2, {}, { ref })
          : speaksAgainst("allow_any", 4),
      routing === undefined
        ? undefined
        : routing.isVisible
          ? speaksAgainst("service_visible", 3)
          : speaksFor(
              service === "absent" ? "host_not_registered" : "service_not_visible",
              isBlocking ? 2 : 0,
              {
                host: evidence.destination.host ?? evidence.destination.text,
              },
            ),
      traffic === undefined ? notKnown("traffic") : black > 0 ? speaksFor("black_hole", 2) : undefined,
    ],
    objects: [ref],
    checks: [getObject(ref), proxyConfig(evidence, "clusters")],
    fixes: [editObject(ref), wizard(evidence, "sidecar_scope")],
  });
};

/**
 * The caller's proxies are not sent the service (exportTo, a Sidecar): requests pass through them to the service's
 * address, without routes, load balancing and mTLS.
 */
export const notVisible: Rule = (symptom, evidence) => {
  const { routing, service, traffic } = evidence;
  const isHidden =
    routing !== undefined &&
    !routing.isVisible &&
    !routing.isGateway &&
    routing.outboundMode === "ALLOW_ANY" &&
    service !== undefined &&
    service !== "absent";
  if (!isHidden) return undefined;
  const passed = rateOf(traffic?.edge ?? [], ({ special }) => special === "PassthroughCluster");
  const ref = routing.sidecar ?? service.ref;
  return candidate("not_visible", {
    prior: symptom.code >= 500 || symptom.code === 0 ? 1 : 0.5,
    facts: [
      speaksFor("service_not_visible", 3, { host: service.host }, { ref }),
      traffic === undefined ? notKnown("traffic") : passed > 0 ? speaksFor("passed_through", 2) : undefined,
    ],
    objects: [routing.sidecar, service.ref],
    checks: [proxyConfig(evidence, "clusters"), getObject(ref)],
    fixes: [editObject(ref), wizard(evidence, "sidecar_scope")],
  });
};

/** The route itself answers: a redirect or a direct response. */
export const routeAnswers: Rule = (symptom, evidence) => {
  const { routing } = evidence;
  const own = routing?.routes.find(({ answers }) => answers === symptom.code);
  // A gateway's httpsRedirect answers before any route; behind a balancer that ends TLS it never stops.
  const redirecting =
    symptom.code === 301 ? routing?.bindings.find(({ redirects }) => redirects)?.gateway : undefined;
  return candidate("route_answers", {
    prior:
      symptom.flags.length === 0 && symptom.code >= 300
        ? (own === undefined && redirecting === undefined ? 0 : 1) +
          (detailsSay(symptom, "direct_response") ? 2 : 0)
        : 0,
    facts: [
      routing === undefined
        ? notKnown("routes")
        : redirecting !== undefined
          ? speaksFor("gateway_redirects", 3, { name: redirecting.name }, { ref: redirecting })
          : own === undefined
            ? speaksAgainst("no_answering_route", 3)
            : speaksFor("answering_route", 3, { status: symptom.code, name: own.name }, { ref: own.origin }),
    ],
    objects: [redirecting, own?.origin],
    checks: [explainRequest(evidence), getObject(redirecting ?? own?.origin)],
    fixes: [editObject(redirecting ?? own?.origin)],
  });
};
