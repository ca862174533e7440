import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RenderedObject } from "@/lib/changes/change-set";
import { IntentError, type IntentModule } from "@/lib/changes/intent-module";
import { refFromManifest } from "@/lib/config/manifest";
import { objectKey } from "@/lib/mesh/object-ref";
import { faultModule } from "@/lib/routing/fault-module";
import {
  faultIntents,
  mirrorIntents,
  requestRouteIntents,
  timeoutRetryIntents,
} from "@/lib/routing/intent-arbitraries";
import type { RequestMatch } from "@/lib/routing/request-match";
import { routingMeshes } from "@/lib/routing/intent-meshes";
import { mirrorModule } from "@/lib/routing/mirror-module";
import { requestRouteModule } from "@/lib/routing/request-route-module";
import { timeoutRetryModule } from "@/lib/routing/timeout-retry-module";
import { matchRoute, type RoutedRequest } from "@/lib/xds/match-route";
import { objectsFromManifests, type MeshObjects } from "@/lib/xds/mesh-objects";
import type { XdsRoute } from "@/lib/xds/model";
import { routeConfigFor } from "@/lib/xds/route-config";

const pick = (...values: readonly string[]) => fc.constantFrom(...values);
const requests: fc.Arbitrary<RoutedRequest> = fc.record({
  host: fc.constant("cart.shop.svc.cluster.local"),
  path: pick("/", "/login", "/api/x", "/items/4", "/old/page", "/login?debug=a b", "/api?lang=1.2&debug"),
  method: pick("GET", "POST", "DELETE", "PUT"),
  headers: fc
    .uniqueArray(
      fc.tuple(
        pick("x-tenant", "x-user", "x-bot", "end-user", "x-test", "cookie"),
        pick("a b", "1.5", "v12", "jason", "session=1; a.b=", "x|y=a=b+c; session=1"),
      ),
      { selector: ([name]) => name, maxLength: 4 },
    )
    .map((pairs) => Object.fromEntries(pairs)),
});
const callers = fc.constantFrom(
  { namespace: "web", labels: { app: "front" } },
  { namespace: "shop", labels: { app: "worker" } },
);

function after(objects: MeshObjects, writes: readonly RenderedObject[]): MeshObjects {
  const gone = new Set(writes.map(({ ref }) => objectKey(ref)));
  const rest = Object.values(objects)
    .flat()
    .filter((manifest) => !gone.has(objectKey(refFromManifest(manifest))));
  return objectsFromManifests([...rest, ...writes.flatMap((write) => write.after ?? [])]);
}

const samples = { exact: "a b", prefix: "1.5", regex: "v12", present: "z" } as const;

/** Whether no header is asked for and forbidden at once. */
const isPossible = ({ headers }: RequestMatch) =>
  headers.every(({ name, invert }) =>
    headers.every((other) => other.name !== name || (other.invert ?? false) === (invert ?? false)),
  );

/** A request that meets every condition of the arbitraries' match. */
function requestFor(match: RequestMatch): RoutedRequest {
  const paths = { exact: "/login", prefix: "/api/x", regex: "/items/4" } as const;
  const asked = match.headers.filter(({ invert }) => invert !== true);
  const cookie = match.cookies.toReversed().map(({ name, value }) => `${name}=${value}`);
  return {
    host: "cart.shop.svc.cluster.local",
    path: match.path === undefined ? "/" : paths[match.path.kind],
    method: match.methods[0] ?? "GET",
    headers: {
      ...Object.fromEntries(asked.map(({ name, kind }) => [name, samples[kind]])),
      ...(cookie.length === 0 ? {} : { cookie: ["first=1", ...cookie, "last=2"].join("; ") }),
    },
    query: Object.fromEntries(match.queryParams.map(({ name, kind }) => [name, samples[kind]])),
  };
}

/** What becomes of requests before and after a write, as istiod would tell the callers' proxies. */
function eachRequest<I>(
  module: IntentModule<I>,
  intents: fc.Arbitrary<I>,
  law: (before: XdsRoute | undefined, now: XdsRoute | undefined, intent: I) => void,
): void {
  let seen = 0;
  fc.assert(
    fc.property(
      intents,
      fc.constantFrom(...Object.values(routingMeshes)),
      fc.array(requests, { minLength: 5, maxLength: 10 }),
      callers,
      (intent, objects, sent, proxy) => {
        try {
          const live = after(objects, module.toManifests(intent, objects));
          const [old, fresh] = [objects, live].map((all) =>
            routeConfigFor({ objects: all, proxy, port: 8080 }),
          );
          if (old === undefined || fresh === undefined) return;
          seen += 1;
          for (const request of sent) law(matchRoute(old, request), matchRoute(fresh, request), intent);
        } catch (error) {
          if (!(error instanceof IntentError)) throw error;
        }
      },
    ),
    { numRuns: 100 },
  );
  expect(seen).toBeGreaterThan(20);
}

describe("what callers' proxies make of it", () => {
  it("sends every request where it went when a fault is set", () => {
    eachRequest(faultModule, faultIntents, (before, now) => expect(now?.action).toEqual(before?.action));
  });

  it("puts the fault into every forwarded request when no conditions are given", () => {
    const everywhere = faultIntents.filter(({ matches, port }) => matches.length === 0 && port === undefined);
    eachRequest(faultModule, everywhere, (_before, now, { delay, abort }) => {
      const isForwarded = now?.action.kind === "forward";
      expect(isForwarded ? now.fault : undefined).toEqual(
        isForwarded
          ? { ...(delay === undefined ? {} : { delay }), ...(abort === undefined ? {} : { abort }) }
          : undefined,
      );
    });
  });

  it("changes no destination when requests are mirrored, or their time and retries are limited", () => {
    eachRequest(mirrorModule, mirrorIntents, (before, now) => expect(now?.action).toEqual(before?.action));
    eachRequest(timeoutRetryModule, timeoutRetryIntents, (before, now) =>
      expect(now?.action).toEqual(before?.action),
    );
  });

  it("sends requests to a new route's destinations or where they went", () => {
    // A route that is there already takes its requests away from where they went.
    const added = requestRouteIntents.filter(({ name, api }) => name !== "testers" && api === "istio");
    eachRequest(requestRouteModule, added, (before, now, { destinations, name }) => {
      const clusters = now?.action.kind === "forward" ? now.action.clusters : [];
      const isRouted = now?.name === name;
      const wanted = destinations.filter(({ weightPercent }) => weightPercent > 0);
      expect(
        isRouted ? clusters.map(({ cluster, weight }) => `${cluster.split("|")[2]} ${weight}`) : [],
      ).toEqual(
        isRouted ? wanted.map(({ name: subset, weightPercent }) => `${subset} ${weightPercent}`) : [],
      );
      expect(isRouted ? before?.action : now?.action).toEqual(before?.action);
    });
  });

  it("takes the requests that a route or a fault was made for", () => {
    const proxy = { namespace: "web", labels: { app: "front" } };
    const routes = requestRouteIntents.filter(
      ({ api, position, matches }) => api === "istio" && position === "first" && matches.every(isPossible),
    );
    const faults = faultIntents.filter(({ matches }) => matches.length > 0 && matches.every(isPossible));
    const objects = routingMeshes["plain routes"] ?? {};
    fc.assert(
      fc.property(routes, faults, (route, fault) => {
        const configOf = (writes: readonly RenderedObject[]) =>
          routeConfigFor({ objects: after(objects, writes), proxy, port: 8080 });
        const routed = configOf(requestRouteModule.toManifests(route, objects));
        const failing = configOf(faultModule.toManifests(fault, objects));
        expect(route.matches.map((match) => matchRoute(routed, requestFor(match))?.name)).toEqual(
          route.matches.map(() => route.name),
        );
        const { delay, abort } = fault;
        const expected = {
          ...(delay === undefined ? {} : { delay }),
          ...(abort === undefined ? {} : { abort }),
        };
        expect(fault.matches.map((match) => matchRoute(failing, requestFor(match))?.fault)).toEqual(
          fault.matches.map(() => expected),
        );
      }),
      { numRuns: 100 },
    );
  });
});
