import type { Because } from "@/lib/proxies/explain/answer";
import { findRoute, type PossibleRoute, type RouteSearch } from "@/lib/proxies/explain/find-route";
import { explainHttpFilters } from "@/lib/proxies/explain/http-filters";
import type { ExplainedRequest } from "@/lib/proxies/explain/request";
import type { FoundHost } from "@/lib/proxies/explain/virtual-host";
import { filtersStep } from "@/lib/proxies/explain-flow/filter-exits";
import type { FlowStep, Outcome, ResourceLink } from "@/lib/proxies/explain-flow/explanation";
import type { HttpStart } from "@/lib/proxies/explain-flow/http-way";
import { routeWay } from "@/lib/proxies/explain-flow/route-way";
import { upgradeRefusal } from "@/lib/proxies/explain-flow/upgrade-refusal";
import { skippedRoutes } from "@/lib/proxies/explain-flow/skipped-routes";
import {
  after,
  because,
  chooseFrom,
  endWith,
  stepOf,
  type Choice,
  type Rest,
} from "@/lib/proxies/explain-flow/way";
import { itemsField, textField, textsField } from "@/lib/proxies/proto-json";

export type RoutesStart = Omit<HttpStart, "request"> & {
  readonly request: ExplainedRequest;
  readonly table: unknown;
  readonly tableLink: ResourceLink | undefined;
};

/** The steps from a route table on: virtual host, route or routes that are possible, filters with their settings. */
export function routesWay(start: RoutesStart): Rest {
  const search = findRoute(start.table, start.request, start.peer);
  if (search.kind === "no_virtual_host") {
    const says = because("no_virtual_host", { authority: start.request.authority });
    const hosts = itemsField(start.table, "virtual_hosts");
    const step = stepOf(
      { kind: "virtual_host", name: "", domain: "", rule: "any", domains: [], ...othersOf(hosts, undefined) },
      "fails",
      says,
      { resource: start.tableLink },
    );
    return after([step], noRoute(start, says));
  }
  if (search.kind === "unknown_host") {
    const unknown = virtualHostUnknown(start, search.because);
    return endWith({ kind: "unknown", because: [search.because] }, [unknown]);
  }
  const step = hostStep(start, search.host);
  if (search.kind === "tls_redirect") {
    const says = because("tls_required", { location: search.location });
    const redirect: Outcome = {
      kind: "answered",
      status: 301,
      flag: "",
      details: "direct_response",
      location: search.location,
      because: says,
    };
    const refused = upgradeRefusal(start.hcm, undefined, start.request);
    return after([step], refused === undefined ? filtered(start, redirect) : endWith(refused));
  }
  if (search.kind === "opaque") return endWith({ kind: "unknown", because: [search.because] }, [step]);
  return chooseRoutes(start, search, step);
}

function virtualHostUnknown(start: RoutesStart, says: Because): FlowStep {
  const hosts = itemsField(start.table, "virtual_hosts");
  return stepOf(
    { kind: "virtual_host", name: "", domain: "", rule: "any", domains: [], ...othersOf(hosts, undefined) },
    "depends",
    says,
    { resource: start.tableLink },
  );
}

const ruleCodes = {
  exact: "domain_exact",
  suffix: "domain_suffix",
  prefix: "domain_prefix",
  any: "domain_any",
} as const;

function hostStep(start: RoutesStart, host: FoundHost): FlowStep {
  const hosts = itemsField(start.table, "virtual_hosts");
  return stepOf(
    {
      kind: "virtual_host",
      name: host.name,
      domain: host.domain,
      rule: host.rule,
      domains: textsField(host.host, "domains").slice(0, 50),
      ...othersOf(hosts, host.host),
    },
    "passes",
    because(ruleCodes[host.rule], {
      name: host.name,
      domain: host.domain,
      authority: start.request.authority,
    }),
    { resource: start.tableLink },
  );
}

const mostOthers = 30;

function othersOf(hosts: readonly unknown[], own: unknown) {
  const others = hosts.filter((host) => host !== own);
  return {
    others: others.slice(0, mostOthers).map((host) => ({
      name: textField(host, "name") ?? "",
      domains: textsField(host, "domains").slice(0, 8),
    })),
    othersMore: Math.max(0, others.length - mostOthers),
  };
}

const mostWays = 12;

function chooseRoutes(
  start: RoutesStart,
  search: Extract<RouteSearch, { kind: "routes" }>,
  step: FlowStep,
): Rest {
  const { host, routes, isCertain } = search;
  const all = itemsField(host.host, "routes");
  const choices: Choice[] = [];
  let open: Because[] = [];
  let leftPercent: number | undefined = 100;
  let from = 0;
  for (const route of routes.slice(0, mostWays)) {
    const share = shareOf(route);
    const skipped = skippedRoutes(all, search.skipped, [from, route.index], start.mostSkipped);
    from = route.index + 1;
    const dependsOn = share === undefined ? route.dependsOn : [];
    choices.push({
      name: route.name === "" ? `#${route.index + 1}` : route.name,
      dependsOn: [...otherwise(open), ...dependsOn],
      sharePercent:
        leftPercent === undefined || share === undefined ? undefined : (leftPercent * share) / 100,
      rest: routeWay({ ...start, host, possible: route, ...skipped }),
    });
    open = [...open, ...dependsOn];
    leftPercent =
      leftPercent === undefined || share === undefined ? undefined : (leftPercent * (100 - share)) / 100;
  }
  if (routes.length > mostWays) choices.push(tooMany(routes.length - mostWays));
  else if (!isCertain) {
    const says = because("no_route", { host: host.name, count: `${all.length}` });
    const routeStep = noRouteStep(start, search, from, says);
    choices.push({
      name: "",
      dependsOn: otherwise(open),
      sharePercent: leftPercent,
      rest: after([routeStep], noRoute(start, says)),
    });
  }
  return chooseFrom("route", [step], choices);
}

/** The share of a route that only a draw decides; undefined where something unknown does. */
function shareOf({ dependsOn }: PossibleRoute): number | undefined {
  const [only, ...others] = dependsOn;
  if (only === undefined) return 100;
  return others.length === 0 && only.code === "fraction" ? Number(only.values["percent"]) : undefined;
}

function otherwise(open: readonly Because[]): readonly Because[] {
  return open.map((one) => ({ code: "otherwise", values: { code: one.code, ...one.values } }));
}

function tooMany(count: number): Choice {
  const open = because("more_routes", { count: `${count}` });
  return { name: "…", dependsOn: [open], rest: endWith({ kind: "unknown", because: [open] }) };
}

function noRouteStep(
  start: RoutesStart,
  search: Extract<RouteSearch, { kind: "routes" }>,
  from: number,
  says: Because,
): FlowStep {
  const all = itemsField(search.host.host, "routes");
  const skipped = skippedRoutes(all, search.skipped, [from, all.length], start.mostSkipped);
  return stepOf(
    { kind: "route", index: -1, name: "", condition: "", ...skipped, dependsOn: [] },
    "fails",
    says,
    { resource: start.tableLink },
  );
}

/** 404 without a route; filters act before the router finds out. */
function noRoute(start: RoutesStart, says: Because): Rest {
  return filtered(start, {
    kind: "answered",
    status: 404,
    flag: "NR",
    details: "route_not_found",
    because: says,
  });
}

/** Without a route filters have their own configuration only, whatever the virtual host says of them. */
function filtered(start: RoutesStart, outcome: Outcome): Rest {
  const facts = { ...start.peer, cluster: "" };
  const filters = filtersStep("http_filters", explainHttpFilters(start.hcm, {}, start.request, facts));
  return { ...endWith(filters.ended ?? outcome, [filters.step]), dependsOn: filters.dependsOn };
}
