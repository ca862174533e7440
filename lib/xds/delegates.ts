import { resolveGateway } from "./gateway-name";
import type { HttpMatchSpec, HttpRouteSpec, StringMatchSpec } from "./virtual-service-spec";

/** A VirtualService without hosts: routes that others take over by `delegate`. */
export type DelegateRoutes = {
  readonly namespace: string;
  readonly exportTo: readonly string[] | undefined;
  readonly http: readonly HttpRouteSpec[];
};

/** Why a route that delegates came to nothing, or to less than was written. */
export type DelegateProblem = {
  /** Position of the route in the root's `http`. */
  readonly routeIndex: number;
  readonly delegate: { readonly namespace: string; readonly name: string };
  readonly reason: "not_found" | "not_exported" | "match_conflict";
  /** Position of the delegate's route, for `match_conflict`. */
  readonly delegateRouteIndex?: number;
};

/**
 * The routes of a VirtualService with those of its delegates in the place of the routes that delegate. A delegate that
 * is absent, or not exported to the root's namespace, takes only its own route away; so does a delegate's route whose
 * conditions do not lie within the root's. Source: istiod's mergeVirtualServices and MergeHTTPRoutes.
 */
export function mergeDelegates(
  root: { readonly namespace: string; readonly http: readonly HttpRouteSpec[] },
  delegates: ReadonlyMap<string, DelegateRoutes>,
): { readonly http: readonly HttpRouteSpec[]; readonly problems: readonly DelegateProblem[] } {
  const problems: DelegateProblem[] = [];
  const http = root.http.flatMap((route, routeIndex): readonly HttpRouteSpec[] => {
    if (route.delegate === undefined) return [route];
    const delegate = {
      namespace: route.delegate.namespace ?? root.namespace,
      name: route.delegate.name ?? "",
    };
    if (delegate.namespace === "") delegate.namespace = root.namespace;
    const found = delegates.get(`${delegate.namespace}/${delegate.name}`);
    if (found === undefined || !reaches(found, root.namespace)) {
      const reason = found === undefined ? "not_found" : "not_exported";
      problems.push({ routeIndex, delegate, reason });
      return [];
    }
    return found.http.flatMap((own, delegateRouteIndex) => {
      const merged = mergeRoute(route, own, root.namespace, delegate.namespace);
      if (merged !== undefined) return [merged];
      problems.push({ routeIndex, delegate, reason: "match_conflict", delegateRouteIndex });
      return [];
    });
  });
  return { http, problems };
}

function reaches(delegate: DelegateRoutes, namespace: string): boolean {
  const targets = delegate.exportTo ?? [];
  if (targets.length === 0) return true;
  return targets.some(
    (target) => target === "*" || (target === "." ? delegate.namespace === namespace : target === namespace),
  );
}

const inherited = [
  "rewrite",
  "directResponse",
  "timeout",
  "retries",
  "fault",
  "mirror",
  "mirrorPercent",
  "mirrorPercentage",
  "corsPolicy",
  "mirrors",
  "headers",
] as const;

function mergeRoute(
  root: HttpRouteSpec,
  own: HttpRouteSpec,
  rootNamespace: string,
  ownNamespace: string,
): HttpRouteSpec | undefined {
  const match = mergeMatches(
    gatewaysResolved(root.match ?? [], rootNamespace),
    gatewaysResolved(own.match ?? [], ownNamespace),
  );
  if (match === undefined) return undefined;
  const merged: Record<string, unknown> = { ...own, match, name: joinedName(root.name, own.name) };
  for (const field of inherited) merged[field] ??= root[field];
  return merged as HttpRouteSpec;
}

function gatewaysResolved(matches: readonly HttpMatchSpec[], namespace: string): readonly HttpMatchSpec[] {
  return matches.map((match) =>
    match.gateways === undefined
      ? match
      : { ...match, gateways: match.gateways.map((gateway) => resolveGateway(gateway, namespace)) },
  );
}

function joinedName(root: string | undefined, own: string | undefined): string {
  return [root, own].filter((part) => part !== undefined && part !== "").join("-");
}

/** Every condition of the delegate with every condition of the root that contains it; undefined when one has none. */
function mergeMatches(
  root: readonly HttpMatchSpec[],
  own: readonly HttpMatchSpec[],
): readonly HttpMatchSpec[] | undefined {
  if (root.length === 0) return own;
  if (own.length === 0) return root;
  const merged = own.map((leaf) =>
    root.filter((outer) => !conflicts(outer, leaf)).map((outer) => mergeMatch(outer, leaf)),
  );
  return merged.some((list) => list.length === 0) ? undefined : merged.flat();
}

function mergeMatch(root: HttpMatchSpec, leaf: HttpMatchSpec): HttpMatchSpec {
  return {
    ...root,
    ...withoutUndefined(leaf),
    name: joinedName(root.name, leaf.name),
    headers: { ...root.headers, ...leaf.headers },
    withoutHeaders: { ...root.withoutHeaders, ...leaf.withoutHeaders },
    queryParams: { ...root.queryParams, ...leaf.queryParams },
    sourceLabels: { ...root.sourceLabels, ...leaf.sourceLabels },
    gateways: (leaf.gateways ?? []).length > 0 ? leaf.gateways : root.gateways,
  };
}

function withoutUndefined(match: HttpMatchSpec): HttpMatchSpec {
  return Object.fromEntries(Object.entries(match).filter(([, value]) => value !== undefined));
}

function conflicts(root: HttpMatchSpec, leaf: HttpMatchSpec): boolean {
  const single = [
    [root.uri, leaf.uri],
    [root.scheme, leaf.scheme],
    [root.method, leaf.method],
    [root.authority, leaf.authority],
  ] as const;
  return (
    single.some(([outer, inner]) => textConflicts(outer, inner)) ||
    recordConflicts(root.headers, leaf.headers) ||
    recordConflicts(root.withoutHeaders, leaf.withoutHeaders) ||
    recordConflicts(root.queryParams, leaf.queryParams) ||
    (root.ignoreUriCase ?? false) !== (leaf.ignoreUriCase ?? false) ||
    (root.port !== undefined && leaf.port !== undefined && root.port !== leaf.port) ||
    (root.sourceNamespace !== undefined && root.sourceNamespace !== leaf.sourceNamespace) ||
    Object.entries(leaf.sourceLabels ?? {}).some(
      ([key, value]) => (root.sourceLabels?.[key] ?? value) !== value,
    ) ||
    gatewaysConflict(root.gateways ?? [], leaf.gateways ?? [])
  );
}

function gatewaysConflict(root: readonly string[], leaf: readonly string[]): boolean {
  if (root.length === 0 || leaf.length === 0) return false;
  return root.length < leaf.length || leaf.some((gateway) => !root.includes(gateway));
}

function recordConflicts(
  root: Readonly<Record<string, StringMatchSpec>> | undefined,
  leaf: Readonly<Record<string, StringMatchSpec>> | undefined,
): boolean {
  return Object.entries(leaf ?? {}).some(([key, value]) => textConflicts(root?.[key], value));
}

/** Whether the delegate's text condition is not surely within the root's. Two regular expressions never are. */
function textConflicts(root: StringMatchSpec | undefined, leaf: StringMatchSpec | undefined): boolean {
  if (root === undefined || leaf === undefined) return false;
  if (isSet(root.exact)) return leaf.exact !== root.exact;
  if (!isSet(root.prefix)) return true;
  const inner = isSet(leaf.prefix) ? leaf.prefix : leaf.exact;
  return !isSet(inner) || !inner.startsWith(root.prefix);
}

function isSet(text: string | undefined): text is string {
  return text !== undefined && text !== "";
}
