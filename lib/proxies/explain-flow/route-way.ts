import type { Because } from "@/lib/proxies/explain/answer";
import type { PossibleRoute } from "@/lib/proxies/explain/find-route";
import { explainHttpFilters, type FilterOverrides } from "@/lib/proxies/explain/http-filters";
import { routeEffects, type RouteEffects } from "@/lib/proxies/explain/route-effects";
import { outcomeOf, type RouteOutcome } from "@/lib/proxies/explain/route-outcome";
import type { FoundHost } from "@/lib/proxies/explain/virtual-host";
import { clusterWay } from "@/lib/proxies/explain-flow/cluster-way";
import type { FlowStep, Outcome } from "@/lib/proxies/explain-flow/explanation";
import { filtersStep } from "@/lib/proxies/explain-flow/filter-exits";
import type { RoutesStart } from "@/lib/proxies/explain-flow/routes-way";
import type { SkippedRoutes } from "@/lib/proxies/explain-flow/skipped-routes";
import { after, because, chooseFrom, endWith, stepOf, type Rest } from "@/lib/proxies/explain-flow/way";
import { objectField, itemsField, textField } from "@/lib/proxies/proto-json";
import { ownerFromMetadata } from "@/lib/proxies/provenance";
import type { ClusterWeight } from "@/lib/proxies/route";
import { conditionWords, matchFromProto } from "@/lib/proxies/route-match";

type RouteStart = RoutesStart &
  SkippedRoutes & { readonly host: FoundHost; readonly possible: PossibleRoute };

/** The steps of one route that takes the request: its effects, the filters with its settings, where it leads. */
export function routeWay(start: RouteStart): Rest {
  const { route } = start.possible;
  const outcome = outcomeOf(route, start.request);
  const [single, ...others] = itemsField(
    objectField(objectField(route, "route"), "weighted_clusters"),
    "clusters",
  );
  const overrides: FilterOverrides = {
    route,
    virtualHost: start.host.host,
    routeConfig: start.table,
    ...(single !== undefined && others.length === 0 ? { weightedCluster: single } : {}),
  };
  const isSent = outcome.kind === "clusters" || outcome.kind === "cluster_header";
  const effects = isSent ? routeEffects(start.hcm, overrides, start.request) : undefined;
  const step = routeStep(start, outcome, effects);
  const filters = filtersStep(
    "http_filters",
    explainHttpFilters(start.hcm, overrides, start.request, start.peer),
  );
  const rest =
    filters.ended === undefined ? leadsTo(start, outcome, overrides, effects) : endWith(filters.ended);
  return after([step, filters.step], rest, filters.dependsOn);
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

function leadsTo(
  start: RouteStart,
  outcome: RouteOutcome,
  overrides: FilterOverrides,
  effects: RouteEffects | undefined,
): Rest {
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
        : toCluster(start, outcome.cluster, effects);
    case "clusters":
      return split(start, outcome.clusters, overrides, effects);
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

function split(
  start: RouteStart,
  clusters: readonly ClusterWeight[],
  overrides: FilterOverrides,
  effects: RouteEffects | undefined,
): Rest {
  const whole = clusters.reduce((sum, { weight }) => sum + weight, 0);
  return chooseFrom(
    "cluster",
    [],
    clusters.map(({ cluster, weight }) => ({
      name: cluster,
      sharePercent: (100 * weight) / whole,
      rest:
        clusters.length === 1
          ? toCluster(start, cluster, effects)
          : shareWay(start, cluster, overrides, effects),
    })),
  );
}

/** A share of a split: before its cluster, what this share alone does to the request. */
function shareWay(
  start: RouteStart,
  cluster: string,
  overrides: FilterOverrides,
  effects: RouteEffects | undefined,
): Rest {
  const split = objectField(objectField(start.possible.route, "route"), "weighted_clusters");
  const weightedCluster = itemsField(split, "clusters").find((one) => textField(one, "name") === cluster);
  const own = routeEffects(start.hcm, { ...overrides, weightedCluster }, start.request);
  if (JSON.stringify(own) === JSON.stringify(effects)) return toCluster(start, cluster, effects);
  const { index, name } = start.possible;
  const step = stepOf(
    { kind: "route", index, name, condition: "", skipped: [], skippedMore: 0, dependsOn: [], effects: own },
    "passes",
    because("route_share", { cluster }),
    { resource: start.tableLink },
  );
  return after([step], toCluster(start, cluster, own));
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
