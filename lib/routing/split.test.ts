import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { checkMesh } from "@/lib/config/check";
import { objectsFromManifests } from "@/lib/xds/mesh-objects";
import { semanticDiff } from "@/lib/config/semantic-diff";
import type { RoutingSnapshot } from "@/lib/routing/snapshot";
import { splitFromManifests } from "@/lib/routing/split-from-manifests";
import { splitToManifests } from "@/lib/routing/split-to-manifests";
import { trafficSplitIntentSchema, type TrafficSplitIntent } from "@/lib/routing/traffic-split";

const service = { namespace: "bookinfo", name: "reviews" };
const empty: RoutingSnapshot = {
  services: [],
  pods: [],
  virtualServices: [],
  destinationRules: [],
  httpRoutes: [],
  serviceEntries: [],
};

const objectsOf = (snapshot: RoutingSnapshot) => objectsFromManifests(Object.values(snapshot).flat());

const object = (
  kind: string,
  apiVersion: string,
  spec: Record<string, unknown>,
  name = "reviews",
): Manifest => ({
  apiVersion,
  kind,
  metadata: { name, namespace: "bookinfo", annotations: { note: "keep" } },
  spec,
});
const virtualService = (spec: Record<string, unknown>, name?: string) =>
  object("VirtualService", "networking.istio.io/v1", spec, name);

/** A VirtualService decides alone: Gateway API's routes start where there is none. */
const placeFor = (intent: TrafficSplitIntent, snapshot: RoutingSnapshot): RoutingSnapshot =>
  intent.api === "gateway" ? { ...snapshot, virtualServices: [] } : snapshot;

function afterWriting(snapshot: RoutingSnapshot, intent: TrafficSplitIntent): RoutingSnapshot {
  const written = splitToManifests(intent, objectsOf(snapshot));
  const merge = (kind: string, list: readonly Manifest[]) => [
    ...list.filter((manifest) => !written.some(({ before }) => before === manifest)),
    ...written.flatMap(({ after }) => (after?.kind === kind ? [after] : [])),
  ];
  return {
    ...snapshot,
    virtualServices: merge("VirtualService", snapshot.virtualServices),
    destinationRules: merge("DestinationRule", snapshot.destinationRules),
    httpRoutes: merge("HTTPRoute", snapshot.httpRoutes),
  };
}

const weights = fc
  .uniqueArray(fc.constantFrom("v1", "v2", "v3", "v4", "canary"), { minLength: 1, maxLength: 5 })
  .chain((names) =>
    fc.array(fc.nat(100), { minLength: names.length - 1, maxLength: names.length - 1 }).map((cuts) => {
      const sorted = [0, ...cuts.toSorted((left, right) => left - right), 100];
      return names.map((name, index) => ({
        name,
        labels: {},
        weightPercent: (sorted[index + 1] ?? 100) - (sorted[index] ?? 0),
      }));
    }),
  );
const intents = fc
  .record({ api: fc.constantFrom("istio" as const, "gateway" as const), destinations: weights })
  .map(({ api, destinations }): TrafficSplitIntent => ({
    api,
    service,
    destinations,
    ...(api === "gateway" ? { port: 9080 } : {}),
  }));
const headerRoute = {
  match: [{ headers: { who: { exact: "jason" } } }],
  route: [{ destination: { host: "reviews", subset: "v9" } }],
};
const snapshots = fc.constantFrom<RoutingSnapshot>(
  empty,
  { ...empty, virtualServices: [virtualService({ hosts: ["reviews"], http: [headerRoute] })] },
  {
    ...empty,
    virtualServices: [
      virtualService({
        hosts: ["reviews.bookinfo.svc.cluster.local"],
        http: [headerRoute, { name: "all", timeout: "2s", route: [{ destination: { host: "reviews" } }] }],
      }),
    ],
    destinationRules: [
      object("DestinationRule", "networking.istio.io/v1", {
        host: "reviews",
        subsets: [{ name: "v1", labels: { v: "1" } }],
      }),
    ],
  },
);

describe("splits and manifests", () => {
  it("read back as they were written, whatever was there before", () => {
    fc.assert(
      fc.property(intents, snapshots, (intent, whole) => {
        const snapshot = placeFor(intent, whole);
        const next = afterWriting(snapshot, intent);
        const read = splitFromManifests(
          next,
          service,
          intent.api,
          intent.api === "gateway" ? intent.port : undefined,
        );
        expect(read.ok && read.intent).toEqual(intent);
      }),
    );
  });

  it("need nothing to be written a second time", () => {
    fc.assert(
      fc.property(intents, snapshots, (intent, whole) => {
        const snapshot = placeFor(intent, whole);
        expect(splitToManifests(intent, objectsOf(afterWriting(snapshot, intent)))).toEqual([]);
      }),
    );
  });

  it("never leave a route to a subset that is missing", () => {
    fc.assert(
      fc.property(weights, (destinations) => {
        const next = afterWriting(empty, { api: "istio", service, destinations });
        expect(
          checkMesh({
            objects: objectsFromManifests(Object.values(next).flat()),
            facts: {},
            nowMs: 0,
          }).filter(({ code }) => code === "IST0101"),
        ).toEqual([]);
      }),
    );
  });

  it("touch nothing but the weights of the route that decides", () => {
    fc.assert(
      fc.property(weights, (destinations) => {
        const before = virtualService({
          hosts: ["reviews"],
          exportTo: ["."],
          http: [
            headerRoute,
            {
              name: "all",
              retries: { attempts: 3 },
              route: [{ destination: { host: "reviews", subset: "v1" } }],
            },
          ],
        });
        const written = splitToManifests(
          { api: "istio", service, destinations },
          objectsOf({ ...empty, virtualServices: [before] }),
        );
        const route = written.find(({ ref }) => ref.kind === "VirtualService");
        const paths = semanticDiff(before, route?.after ?? before).map(({ path }) => path);
        expect(paths.every((path) => path.startsWith('spec.http["all"].route['))).toBe(true);
      }),
    );
  });

  it("put a route for one port in front of the one that takes everything", () => {
    const before = virtualService({
      hosts: ["reviews"],
      http: [{ route: [{ destination: { host: "reviews" } }] }],
    });
    const [, route] = splitToManifests(
      { api: "istio", service, port: 9080, destinations: [{ name: "v1", labels: {}, weightPercent: 100 }] },
      objectsOf({ ...empty, virtualServices: [before] }),
    );
    const http = route?.after?.spec?.["http"];
    expect(Array.isArray(http) && http[0]).toMatchObject({ match: [{ port: 9080 }] });
    expect(Array.isArray(http) && http).toHaveLength(2);
  });

  it("keep headers and ports that stand beside a weight", () => {
    const entry = {
      destination: { host: "reviews", subset: "v1", port: { number: 9080 } },
      headers: { request: { set: { a: "b" } } },
      weight: 100,
    };
    const before = virtualService({ hosts: ["reviews"], http: [{ route: [entry] }] });
    const destinations = [
      { name: "v1", labels: {}, weightPercent: 80 },
      { name: "v2", labels: {}, weightPercent: 20 },
    ];
    const written = splitToManifests(
      { api: "istio", service, destinations },
      objectsOf({ ...empty, virtualServices: [before] }),
    );
    const after = written.find(({ ref }) => ref.kind === "VirtualService")?.after;
    expect(after?.spec?.["http"]).toEqual([
      {
        route: [
          { ...entry, weight: 80 },
          { destination: { host: "reviews", subset: "v2", port: { number: 9080 } }, weight: 20 },
        ],
      },
    ]);
  });
});

describe("what is no split", () => {
  const reasonOf = (spec: Record<string, unknown>, ...more: Manifest[]) => {
    const read = splitFromManifests(
      { ...empty, virtualServices: [virtualService(spec), ...more] },
      service,
      "istio",
    );
    return read.ok ? "split" : read.reason;
  };
  const to = (host: string, subset?: string, weight?: number) => ({
    destination: { host, ...(subset === undefined ? {} : { subset }) },
    ...(weight === undefined ? {} : { weight }),
  });
  it.each([
    ["no_subset", { hosts: ["reviews"], http: [{ route: [to("reviews")] }] }],
    ["other_hosts", { hosts: ["reviews"], http: [{ route: [to("ratings", "v1")] }] }],
    ["redirect", { hosts: ["reviews"], http: [{ redirect: { uri: "/x" } }] }],
    ["direct_response", { hosts: ["reviews"], http: [{ directResponse: { status: 503 } }] }],
    ["delegate", { hosts: ["reviews"], http: [{ delegate: { name: "other" } }] }],
    ["several_hosts", { hosts: ["reviews", "ratings"], http: [{ route: [to("reviews", "v1")] }] }],
    [
      "weights_sum",
      { hosts: ["reviews"], http: [{ route: [to("reviews", "v1", 1), to("reviews", "v2", 1)] }] },
    ],
    ["no_catch_all", { hosts: ["reviews"], http: [headerRoute] }],
    ["not_http", { hosts: ["reviews"], tcp: [{ route: [to("reviews", "v1")] }] }],
    ["none", { hosts: ["reviews"], gateways: ["ingress"], http: [{ route: [to("reviews", "v1")] }] }],
  ])("is told as %s", (reason, spec) => {
    expect(reasonOf(spec)).toBe(reason);
  });

  it("is told when two VirtualServices take the host", () => {
    const spec = { hosts: ["reviews"], http: [{ route: [to("reviews", "v1")] }] };
    expect(reasonOf(spec, virtualService(spec, "other"))).toBe("several_virtual_services");
  });
});

describe("an intent", () => {
  it("names the field and the way out when weights are wrong", () => {
    const parsed = trafficSplitIntentSchema.safeParse({
      api: "istio",
      service,
      destinations: [
        { name: "v1", weightPercent: 60 },
        { name: "v2", weightPercent: 30 },
      ],
    });
    expect(parsed.error?.issues).toMatchObject([
      { path: ["destinations"], message: "the weights add up to 90, not 100: give 10 more to a destination" },
    ]);
  });
});
