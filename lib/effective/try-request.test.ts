import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchesRoute } from "@/lib/xds/match-route";
import { meshFromYaml, serviceYaml } from "@/lib/xds/mesh-fixture";
import type { RouteMatch } from "@/lib/xds/model";
import { failedConditions } from "./failed-conditions";
import { workloadByName, type MeshWorkload } from "./mesh-workloads";
import { tryRequest } from "./try-request";

const sidecarPod = (name: string, labels: string) => `---
apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: bookinfo, labels: ${labels}}
spec: {serviceAccountName: ${name}, containers: [{name: app}, {name: istio-proxy, args: [proxy, sidecar]}]}
status: {podIP: 10.8.0.${name.length}, phase: Running, conditions: [{type: Ready, status: "True"}]}
`;
const objects = meshFromYaml(
  serviceYaml("reviews", { versions: [] }) +
    sidecarPod("web", "{app: web}") +
    sidecarPod("reviews-v1", "{app: reviews, version: v1}") +
    sidecarPod("reviews-two", "{app: reviews, version: v2}") +
    `---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: reviews}
spec: {host: reviews, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews}
spec:
  hosts: [reviews]
  http:
  - match: [{headers: {end-user: {exact: jason}}, uri: {prefix: /reviews}}]
    route: [{destination: {host: reviews, subset: v2}}]
  - match: [{uri: {prefix: /gone}}]
    directResponse: {status: 410}
  - match: [{uri: {prefix: /reviews}}]
    route: [{destination: {host: reviews, subset: v1}}]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: testers-only}
spec:
  selector: {matchLabels: {version: v2}}
  action: DENY
  rules: [{to: [{operation: {methods: [POST]}}]}]
`,
);

function caller(name: string): MeshWorkload {
  const found = workloadByName(objects, "bookinfo", name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

const ask = (path: string, method = "GET", headers: Readonly<Record<string, string>> = {}) =>
  tryRequest(objects, caller("web"), { host: "reviews", port: 9080, method, path, headers });

describe("a request on paper", () => {
  it("goes to the subset that its header chooses, and says what other routes wanted", () => {
    const jason = ask("/reviews/1", "GET", { "End-User": "jason" });
    expect(jason.destinations.map(({ subset }) => subset)).toEqual(["v2"]);
    expect(jason.skipped).toEqual([]);
    const anna = ask("/reviews/1");
    expect(anna.destinations.map(({ subset }) => subset)).toEqual(["v1"]);
    expect(anna.skipped.map(({ failed }) => failed.map(({ part }) => part))).toEqual([["header"], ["path"]]);
    expect(anna.route?.origin?.path).toBe("spec.http[2].match[0]");
  });

  it("is denied by the policy of the destination that it reaches, and only there", () => {
    const denied = ask("/reviews", "POST", { "end-user": "jason" });
    expect(denied.outcome).toBe("denied");
    expect(denied.destinations[0]?.access[0]).toMatchObject({
      policy: { name: "testers-only" },
      decision: { reason: "deny_rule", ruleIndex: 0 },
    });
    expect(ask("/reviews", "POST").outcome).toBe("forwarded");
  });

  it("ends where no route matches, or where the proxy answers", () => {
    expect(ask("/other").outcome).toBe("no_route");
    expect(ask("/gone").outcome).toBe("answered");
  });
});

const texts = fc.constantFrom("", "a", "ab", "b");
const match: fc.Arbitrary<RouteMatch> = fc.record({
  path: fc.record({
    kind: fc.constantFrom("prefix" as const, "exact" as const),
    value: fc.constantFrom("/", "/a", "/b"),
  }),
  ignoreCase: fc.boolean(),
  headers: fc.array(
    fc.record({
      name: fc.constantFrom("x", "y"),
      match: fc.record({ kind: fc.constantFrom("exact" as const, "prefix" as const), value: texts }),
      invert: fc.boolean(),
    }),
    { maxLength: 2 },
  ),
  queryParams: fc.array(
    fc.record({
      name: fc.constantFrom("q"),
      match: fc.record({ kind: fc.constant("exact" as const), value: texts }),
    }),
    { maxLength: 1 },
  ),
});

describe("the conditions that a request fails", () => {
  it("are none exactly when the route takes it", () => {
    fc.assert(
      fc.property(
        match,
        fc.constantFrom("/", "/a", "/A?q=a", "/b?q="),
        fc.dictionary(fc.constantFrom("x", "y"), texts),
        (route, path, headers) => {
          const request = { host: "reviews", path, headers };
          expect(failedConditions(route, request).length === 0).toBe(matchesRoute(route, request));
        },
      ),
    );
  });
});
