import type { Because } from "@/lib/proxies/explain/answer";
import type { PossibleRoute } from "@/lib/proxies/explain/find-route";
import { explainHttpFilters, type FilterOverrides } from "@/lib/proxies/explain/http-filters";
import { routeEffects, type RouteEffects } from "@/lib/proxies/explain/route-effects";
import { outcomeOf, type ChosenCluster, type RouteOutcome } from "@/lib/proxies/explain/route-outcome";
import { withMade, type ExplainedRequest } from "@/lib/proxies/explain/request";
import { withHeaderChanges } from "@/lib/proxies/explain/sent-headers";
import type { FoundHost } from "@/lib/proxies/explain/virtual-host";
import { clusterWay } from "@/lib/proxies/explain-flow/cluster-way";
import type { FlowStep, Outcome } from "@/lib/proxies/explain-flow/explanation";
import { filtersStep } from "@/lib/proxies/explain-flow/filter-exits";
import type { RoutesStart } from "@/lib/proxies/explain-flow/routes-way";
import type { SkippedRoutes } from "@/lib/proxies/explain-flow/skipped-routes";
import { upgradeRefusal } from "@/lib/proxies/explain-flow/upgrade-refusal";
import {
  after,
  because,
  chooseFrom,
  endWith,
  stepOf,
  type Choice,
  type Rest,
} from "@/lib/proxies/explain-flow/way";
import { objectField, textField } from "@/lib/proxies/proto-json";
import { ownerFromMetadata } from "@/lib/proxies/provenance";
import { conditionWords, matchFromProto } from "@/lib/proxies/route-match";

type RouteStart = RoutesStart &
  SkippedRoutes & { readonly host: FoundHost; readonly possible: PossibleRoute };

/** The steps of one route that takes the request: its effects, the filters with its settings, where it leads. */
export function routeWay(start: RouteStart): Rest {
  const { route } = start.possible;
  const outcome = outcomeOf(route, start.request);
  const common: FilterOverrides = { route, virtualHost: start.host.host, routeConfig: start.table };
  const shares = outcome.kind === "clusters" ? outcome.clusters : [];
  const refused = upgradeRefusal(start.hcm, objectField(route, "route"), start.request);
  if (refused !== undefined) return endWith(refused, [routeStep(start, outcome, undefined)]);
  if (shares.length > 1 && shares.some(hasOwnFilters)) {
    const effects = routeEffects(start.hcm, common, start.request);
    const ways = splitWays(shares, (share) => {
      const overrides = { ...common, weightedCluster: share.proto };
      const filtered = throughFilters(start, overrides, share.cluster);
      const own = routeEffects(start.hcm, overrides, filtered.request);
      const rest = filtered.ended ?? toCluster(start, share.cluster, own);
      return after(shareSteps(start, share, own, effects), after([filtered.step], rest, filtered.dependsOn));
    });
    return chooseFrom("cluster", [routeStep(start, outcome, effects)], ways);
  }
  const overrides = shares.length === 1 ? { ...common, weightedCluster: shares[0]?.proto } : common;
  const filtered = throughFilters(start, overrides, clusterOf(outcome));
  // The cluster is chosen with the route; where a redirect leads is read after the filters.
  const led = outcome.kind === "redirect" ? outcomeOf(route, filtered.request) : outcome;
  const isSent = outcome.kind === "clusters" || outcome.kind === "cluster_header";
  const effects = isSent ? routeEffects(start.hcm, overrides, filtered.request) : undefined;
  const rest = filtered.ended ?? leadsTo(start, led, { overrides, effects, request: filtered.request });
  return after([routeStep(start, led, effects), filtered.step], rest, filtered.dependsOn);
}

type Filtered = {
  readonly step: FlowStep;
  readonly ended?: Rest;
  readonly dependsOn: readonly Because[];
  /** With what the filters have changed of it. */
  readonly request: ExplainedRequest;
};

function throughFilters(
  start: RouteStart,
  overrides: FilterOverrides,
  cluster: string | undefined,
): Filtered {
  const steps = explainHttpFilters(start.hcm, overrides, start.request, { ...start.peer, cluster });
  const { step, ended, dependsOn } = filtersStep("http_filters", steps);
  let { request } = start;
  for (const { effect } of steps) {
    if (effect.does !== "changes") continue;
    const changed = withHeaderChanges(request, effect.requestHeaders);
    request = withMade(changed.request, [...changed.unknown]);
  }
  return { step, dependsOn, request, ...(ended === undefined ? {} : { ended: endWith(ended) }) };
}

/** The one cluster that an outcome leads to, "" for none; undefined where it is not told. */
function clusterOf(outcome: RouteOutcome): string | undefined {
  if (outcome.kind === "cluster_header") return outcome.cluster;
  if (outcome.kind === "clusters")
    return outcome.clusters.length === 1 ? outcome.clusters[0]?.cluster : undefined;
  return outcome.kind === "opaque" ? undefined : "";
}

function hasOwnFilters({ proto }: ChosenCluster): boolean {
  return objectField(proto, "typed_per_filter_config") !== undefined;
}

function routeStep(start: RouteStart, outcome: RouteOutcome, effects: RouteEffects | undefined): FlowStep {
  const { route, index, name, dependsOn, assuming } = start.possible;
  return stepOf(
    {
      kind: "route",
      index,
      name,
      condition: conditionWords(matchFromProto(objectField(route, "match"))),
      skipped: start.skipped,
      skippedMore: start.skippedMore,
      dependsOn,
      ...(effects === undefined ? {} : { effects }),
    },
    dependsOn.length > 0
      ? "depends"
      : outcome.kind === "redirect" || outcome.kind === "direct_response"
        ? "ends"
        : "passes",
    saysOf(outcome, name === "" ? `#${index + 1}` : name),
    {
      resource: start.tableLink,
      owner: ownerFromMetadata(route),
      notes: assuming.map((one) => ({ code: "assuming", values: { code: one.code, ...one.values } })),
    },
  );
}

function saysOf(outcome: RouteOutcome, name: string): Because {
  switch (outcome.kind) {
    case "clusters":
      return outcome.clusters.length > 1
        ? because("route_split", { name, count: `${outcome.clusters.length}` })
        : because("route", { name, cluster: outcome.clusters[0]?.cluster ?? "" });
    case "cluster_header":
      return because("route_cluster_header", { name, header: outcome.header });
    case "redirect":
      return because("route_redirect", { name, status: `${outcome.status}`, location: outcome.location });
    case "direct_response":
      return because("route_direct", { name, status: `${outcome.status}` });
    case "opaque":
      return because("route_opaque", { name, what: outcome.what });
  }
}

type Way = {
  readonly overrides: FilterOverrides;
  readonly effects: RouteEffects | undefined;
  readonly request: ExplainedRequest;
};

function leadsTo(start: RouteStart, outcome: RouteOutcome, way: Way): Rest {
  switch (outcome.kind) {
    case "redirect":
      return endWith(answered(outcome.status, outcome.location));
    case "direct_response":
      return endWith(answered(outcome.status, undefined));
    case "opaque":
      return endWith({
        kind: "unknown",
        because: [because("route_opaque", { name: start.possible.name, what: outcome.what })],
      });
    case "cluster_header":
      return outcome.cluster === undefined
        ? endWith({ kind: "unknown", because: [{ code: "header", values: { name: outcome.header } }] })
        : toCluster(start, outcome.cluster, way.effects);
    case "clusters":
      return split(start, outcome.clusters, way);
  }
}

function answered(status: number, location: string | undefined): Outcome {
  return {
    kind: "answered",
    status,
    flag: "",
    details: "direct_response",
    ...(location === undefined ? {} : { location }),
  };
}

function split(start: RouteStart, clusters: readonly ChosenCluster[], way: Way): Rest {
  const isSplit = clusters.length > 1;
  return chooseFrom(
    "cluster",
    [],
    splitWays(clusters, (share) => {
      if (!isSplit) return toCluster(start, share.cluster, way.effects);
      const overrides = { ...way.overrides, weightedCluster: share.proto };
      const own = routeEffects(start.hcm, overrides, way.request);
      return after(shareSteps(start, share, own, way.effects), toCluster(start, share.cluster, own));
    }),
  );
}

function splitWays(clusters: readonly ChosenCluster[], restOf: (share: ChosenCluster) => Rest): Choice[] {
  const whole = clusters.reduce((sum, { weight }) => sum + weight, 0);
  return clusters.map((share) => ({
    name: share.cluster,
    sharePercent: (100 * share.weight) / whole,
    rest: restOf(share),
  }));
}

/** Before the cluster of a share, what this share alone does to the request. */
function shareSteps(
  start: RouteStart,
  { cluster }: ChosenCluster,
  own: RouteEffects,
  effects: RouteEffects | undefined,
): readonly FlowStep[] {
  if (JSON.stringify(own) === JSON.stringify(effects)) return [];
  const { index, name } = start.possible;
  return [
    stepOf(
      { kind: "route", index, name, condition: "", skipped: [], skippedMore: 0, dependsOn: [], effects: own },
      "passes",
      because("route_share", { cluster }),
      { resource: start.tableLink },
    ),
  ];
}

const missingStatuses: Readonly<Record<string, number>> = {
  SERVICE_UNAVAILABLE: 503,
  NOT_FOUND: 404,
  INTERNAL_SERVER_ERROR: 500,
};

function toCluster(start: RouteStart, name: string, effects: RouteEffects | undefined): Rest {
  const code = textField(objectField(start.possible.route, "route"), "cluster_not_found_response_code");
  return clusterWay(start.dump, start.facts, {
    name,
    protocol: "http",
    original: start.original,
    missingStatus: missingStatuses[code ?? ""] ?? 503,
    ...(effects === undefined ? {} : { effects }),
  });
}
