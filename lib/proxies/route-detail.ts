import { field, itemsField, objectField, textField, textsField } from "./proto-json";
import { factsFrom, type Fact } from "./facts/fact";
import { overridesOf, type FilterFacts } from "./facts/filter";
import { headerRules, routeFacts, routeTableFacts, virtualHostFacts } from "./facts/route";
import { routeFromProto, type Route } from "./route";

/** What one of several weighted clusters does besides taking its share. */
export type ShareDetail = {
  readonly cluster: string;
  readonly facts: readonly Fact[];
  readonly overrides: readonly FilterFacts[];
};

export type RouteDetail = {
  readonly route: Route;
  readonly facts: readonly Fact[];
  /** Filters that this route tells otherwise than the listener. */
  readonly overrides: readonly FilterFacts[];
  /** Weighted clusters that say something of their own. */
  readonly shares: readonly ShareDetail[];
};

export type VirtualHostDetail = {
  readonly name: string;
  readonly domains: readonly string[];
  readonly facts: readonly Fact[];
  readonly overrides: readonly FilterFacts[];
  readonly routeCount: number;
  /** Read when it is looked at: a host may have thousands. */
  readonly routeAt: (index: number) => RouteDetail | undefined;
};

export type RouteTableDetail = {
  readonly facts: readonly Fact[];
  readonly overrides: readonly FilterFacts[];
  readonly virtualHosts: readonly VirtualHostDetail[];
};

function shareDetail(share: unknown): ShareDetail {
  return {
    cluster: textField(share, "name") ?? textField(share, "cluster_header") ?? "",
    facts: factsFrom(objectField({ share }, "share"), [
      ["name"],
      ["weight"],
      ["typed_per_filter_config"],
      ...headerRules,
    ]),
    overrides: overridesOf(share),
  };
}

/** A route with all that it says. */
export function routeDetail(proto: unknown): RouteDetail {
  const shares = itemsField(objectField(objectField(proto, "route"), "weighted_clusters"), "clusters");
  return {
    route: routeFromProto(proto),
    facts: routeFacts(proto),
    overrides: overridesOf(proto),
    shares: shares.map(shareDetail).filter((share) => share.facts.length > 0 || share.overrides.length > 0),
  };
}

/** The virtual hosts of a route table in their order; Envoy picks one by domain, not by place. */
export function virtualHostDetails(table: unknown): readonly VirtualHostDetail[] {
  return itemsField(table, "virtual_hosts").map((host) => {
    const routes = itemsField(host, "routes");
    return {
      name: textField(host, "name") ?? "",
      domains: textsField(host, "domains"),
      facts: virtualHostFacts(host),
      overrides: overridesOf(host),
      routeCount: routes.length,
      routeAt: (index) => (routes[index] === undefined ? undefined : routeDetail(routes[index])),
    };
  });
}

/** A route table's dump entry with all that it says. */
export function routeTableDetail(value: unknown): RouteTableDetail {
  const table = field(value, "route_config");
  return {
    facts: routeTableFacts(table),
    overrides: overridesOf(table),
    virtualHosts: virtualHostDetails(table),
  };
}
