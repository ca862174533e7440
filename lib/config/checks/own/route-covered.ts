import { findingOn } from "@/lib/config/checks/inventory";
import { memoByIdentity } from "@/lib/config/checks/memo";
import type { Rule } from "@/lib/config/checks/rule";
import { isSameJson } from "@/lib/config/clean-manifest";
import type { Finding } from "@/lib/config/finding";
import type { HttpMatchSpec, HttpRouteSpec, StringMatchSpec } from "@/lib/xds/virtual-service-spec";
import {
  httpRoutesIn,
  httpRoutesOf,
  keys,
  routeName,
  virtualServicesIn,
  type RouteAt,
  type VirtualServiceObject,
} from "./mesh-kinds";
import { fieldRepair } from "./repair";

/** Whether each text that `inner` takes is one that `outer` takes. Of expressions only equal ones are known to. */
function coversText(outer: StringMatchSpec | undefined, inner: StringMatchSpec | undefined): boolean {
  if (outer === undefined) return true;
  if (inner === undefined) return false;
  if (outer.prefix !== undefined) return (inner.exact ?? inner.prefix)?.startsWith(outer.prefix) === true;
  return outer.exact === inner.exact && outer.regex === inner.regex && inner.prefix === undefined;
}

/** A path is always there: `/` in front takes them all. */
function coversPath(outer: HttpMatchSpec, inner: HttpMatchSpec): boolean {
  if (outer.uri === undefined || outer.uri.prefix === "/") return true;
  // A case-blind match takes more than it says, a case-bound one less: only like with like.
  if ((outer.ignoreUriCase === true) !== (inner.ignoreUriCase === true)) return false;
  return coversText(outer.uri, inner.uri);
}

function coversAll(
  outer: Readonly<Record<string, StringMatchSpec>> | undefined,
  inner: Readonly<Record<string, StringMatchSpec>> | undefined,
): boolean {
  return Object.entries(outer ?? {}).every(([name, match]) => {
    const other = inner?.[name];
    // Without a value asked for, being there is enough.
    return other !== undefined && (Object.keys(match).length === 0 || coversText(match, other));
  });
}

const isSubset = (outer: readonly string[] | undefined, inner: readonly string[] | undefined): boolean =>
  outer === undefined ||
  outer.length === 0 ||
  (inner !== undefined && inner.length > 0 && inner.every((one) => outer.includes(one)));

/** Whether each request that `inner` takes is taken by `outer` already. Errs on the side of no. */
export function coversMatch(outer: HttpMatchSpec, inner: HttpMatchSpec): boolean {
  return (
    coversPath(outer, inner) &&
    coversText(outer.method, inner.method) &&
    coversText(outer.authority, inner.authority) &&
    coversText(outer.scheme, inner.scheme) &&
    coversAll(outer.headers, inner.headers) &&
    coversAll(outer.queryParams, inner.queryParams) &&
    Object.entries(outer.withoutHeaders ?? {}).every(([name, match]) =>
      isSameJson(match, inner.withoutHeaders?.[name]),
    ) &&
    (outer.port === undefined || outer.port === inner.port) &&
    (outer.sourceNamespace === undefined || outer.sourceNamespace === inner.sourceNamespace) &&
    Object.entries(outer.sourceLabels ?? {}).every(([key, value]) => inner.sourceLabels?.[key] === value) &&
    isSubset(outer.gateways, inner.gateways)
  );
}

const matchesOf = (route: HttpRouteSpec): readonly HttpMatchSpec[] => route.match ?? [];
const isOpen = (match: HttpMatchSpec): boolean => coversMatch(match, {});

/** The earlier routes that together take each request of `later`; undefined when some request is left to it. */
function takers(earlier: readonly RouteAt[], later: RouteAt): readonly RouteAt[] | undefined {
  const found = new Set<RouteAt>();
  for (const inner of matchesOf(later.route)) {
    const taker = earlier.find(({ route }) =>
      matchesOf(route).some((outer) => coversMatch(outer, inner) && !isSameJson(outer, inner)),
    );
    if (taker === undefined) return undefined;
    found.add(taker);
  }
  return found.size > 0 ? [...found] : undefined;
}

const coveredIn = memoByIdentity((owner: VirtualServiceObject): readonly Finding[] => {
  const earlier: RouteAt[] = [];
  return httpRoutesOf(owner).flatMap((later) => {
    const winners = takers(earlier, later);
    const matches = matchesOf(later.route);
    if (matches.length > 0 && !matches.some(isOpen)) earlier.push(later);
    if (winners === undefined) return [];
    const names = winners.map(routeName).join(", ");
    return [
      {
        ...findingOn(later.virtual.manifest, {
          code: "HD0005",
          severity: "warning",
          path: later.path,
          message: `No request reaches ${routeName(later)}: ${names} before it matches all of them`,
          params: { route: routeName(later), winner: names },
        }),
        evidence: winners.map((winner) => ({
          kind: "fact" as const,
          label: "winner",
          value: `${winner.path}.match ${JSON.stringify(matchesOf(winner.route))}`,
        })),
        ...(winners.length === 1 ? { isFixable: true as const } : {}),
      },
    ];
  });
});

/**
 * HD0005: earlier routes with wider matches take each request of a later one. Routes behind one without conditions,
 * and equal matches, are Istio's own findings (IST0130, IST0131).
 */
export const routeCovered: Rule = {
  codes: ["HD0005"],
  reads: [keys.virtualService],
  check: ({ objects }) => virtualServicesIn(objects).flatMap(coveredIn),
  /** The narrower route goes in front of the wider one. */
  fix: (finding, { objects }) => {
    const later = httpRoutesIn(objects).find(
      ({ virtual, path }) =>
        path === finding.path &&
        virtual.name === finding.object.name &&
        virtual.namespace === finding.object.namespace,
    );
    const http: unknown = later?.virtual.manifest.spec?.["http"];
    const winner = httpRoutesIn(objects).find(
      (one) => one.virtual === later?.virtual && routeName(one) === finding.params["winner"],
    );
    if (later === undefined || winner === undefined || !Array.isArray(http)) return undefined;
    const rest = http.filter((_, index) => index !== later.index);
    const moved: unknown[] = [...rest.slice(0, winner.index), http[later.index], ...rest.slice(winner.index)];
    return fieldRepair(objects, finding, "spec.http", moved);
  },
};
