import { describe, expect, it } from "vitest";
import { ownRules } from "@/lib/config/checks/own/rules";
import type { LiveFacts } from "@/lib/config/checks/rule";
import type { ProxySync, TypeSync } from "@/lib/controlplane/sync";
import { meshFromYaml, serviceYaml } from "@/lib/xds/mesh-fixture";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

const nowMs = Date.parse("2026-06-01T12:00:00Z");
const hourMs = 3_600_000;
const check = (code: string, objects: MeshObjects, facts: LiveFacts, at = nowMs) =>
  ownRules
    .filter(({ codes }) => codes.includes(code))
    .flatMap((rule) => rule.check({ objects, facts, nowMs: at }))
    .filter((finding) => finding.code === code);

const route = (name: string, policy: string) => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ${name}}
spec: {hosts: [${name}], http: [{route: [{destination: {host: ${name}}}], ${policy}}]}
`;
const services = ["front", "orders", "payments"].map((name) => serviceYaml(name)).join("");
const call = (from: string, to: string, requestsPerSecond = 5) => ({
  sourceNamespace: "bookinfo",
  sourceWorkload: `${from}-v1`,
  destinationNamespace: "bookinfo",
  destinationService: to,
  requestsPerSecond,
});
const chain = [call("front", "orders"), call("orders", "payments")];

describe("timeout inversion", () => {
  const inverted = meshFromYaml(services + route("orders", "timeout: 2s") + route("payments", "timeout: 5s"));

  it("is found where callers give up before the service does", () => {
    const [finding, ...rest] = check("HD0003", inverted, { calls: chain });
    expect(rest).toEqual([]);
    expect(finding?.object.name).toBe("orders");
    expect(finding?.params).toMatchObject({ service: "orders.bookinfo", callee: "payments.bookinfo" });
    expect(finding?.evidence).toContainEqual({
      kind: "fact",
      label: "path",
      value: "orders.bookinfo → payments.bookinfo",
    });
  });

  it("is found through a service that sets no limit itself", () => {
    const objects = meshFromYaml(services + route("front", "timeout: 2s") + route("payments", "timeout: 5s"));
    const paths = check("HD0003", objects, { calls: chain }).flatMap(({ evidence }) => evidence?.[0] ?? []);
    expect(paths).toMatchObject([{ value: "front.bookinfo → orders.bookinfo → payments.bookinfo" }]);
  });

  it.each([
    ["no such call is measured", inverted, [call("front", "orders")]],
    ["nobody knows the calls", inverted, undefined],
    [
      "the callee is quicker",
      meshFromYaml(services + route("orders", "timeout: 5s") + route("payments", "timeout: 2s")),
      chain,
    ],
    [
      "the callee has no limit at all",
      meshFromYaml(services + route("orders", "timeout: 5s") + route("payments", "retries: {attempts: 1}")),
      chain,
    ],
  ])("is not told of when %s", (_, objects, calls) => {
    expect(check("HD0003", objects, calls === undefined ? {} : { calls })).toEqual([]);
  });

  it("counts the tries of a callee without a timeout of its own", () => {
    const objects = meshFromYaml(
      services +
        route("orders", "timeout: 2s") +
        route("payments", "retries: {attempts: 2, perTryTimeout: 1s, retryOn: 5xx}"),
    );
    expect(check("HD0003", objects, { calls: chain })[0]?.params["wait"]).toBe("3.00 s");
  });

  it("ends on a circle of calls", () => {
    const circle = [...chain, call("payments", "front")];
    expect(check("HD0003", inverted, { calls: circle })).toHaveLength(1);
  });

  it("is ended by its repair", () => {
    const rule = ownRules.find(({ codes }) => codes.includes("HD0003"));
    const [finding] = check("HD0003", inverted, { calls: chain });
    const inventory = { objects: inverted, facts: { calls: chain }, nowMs };
    const after = finding === undefined ? undefined : rule?.fix?.(finding, inventory)?.[0]?.after;
    const key = "networking.istio.io/VirtualService";
    const others = (inverted[key] ?? []).filter(({ metadata }) => metadata.name !== "orders");
    if (after === undefined) throw new Error("no repair");
    expect(check("HD0003", { ...inverted, [key]: [...others, after] }, { calls: chain })).toEqual([]);
  });
});

describe("retry amplification", () => {
  const retries = "retries: {attempts: 2, retryOn: 5xx}";
  const storm = meshFromYaml(
    services + route("front", retries) + route("orders", retries) + route("payments", retries),
  );
  const withEntry = [call("gateway", "front"), ...chain];

  it("is the product of all tries on the path", () => {
    const factors = check("HD0004", storm, { calls: withEntry }).map(({ object, params, severity }) => [
      object.name,
      params["factor"],
      severity,
    ]);
    expect(factors).toEqual([
      ["orders", "9", "warning"],
      ["payments", "27", "error"],
    ]);
  });

  it("does not count Istio's own retries, which are for refused connections", () => {
    expect(check("HD0004", meshFromYaml(services), { calls: withEntry })).toEqual([]);
  });

  it("ends on a circle of calls", () => {
    const circle = [...withEntry, call("payments", "front")];
    expect(check("HD0004", storm, { calls: circle }).length).toBeGreaterThan(0);
  });
});

const filter = (name: string) => `---
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: ${name}, creationTimestamp: "2026-06-01T11:50:00Z"}
spec: {workloadSelector: {labels: {app: orders}}}
`;
const sync = (state: TypeSync): readonly ProxySync[] => [
  {
    cluster: "Kubernetes",
    pod: "orders-v1",
    namespace: "bookinfo",
    proxyType: "sidecar",
    istioVersion: "1.31.0",
    replica: "istiod-1",
    types: { lds: state },
  },
];
const at = (seconds: number) => Date.parse("2026-06-01T11:50:00Z") + seconds * 1000;

describe("what proxies do with their configuration", () => {
  const refused: TypeSync = { state: "error", error: "script load error", sentNonce: "2", ackedNonce: "1" };

  it("blames the one filter that a refusing proxy takes", () => {
    const found = check("HD0008", meshFromYaml(services + filter("lua")), { sync: sync(refused) });
    expect(found.map(({ object, params }) => [object.kind, object.name, params["error"]])).toEqual([
      ["EnvoyFilter", "lua", "script load error"],
    ]);
  });

  it("names the pod when several filters may be the cause", () => {
    const found = check("HD0008", meshFromYaml(services + filter("a") + filter("b")), {
      sync: sync(refused),
    });
    expect(found.map(({ object }) => object.kind)).toEqual(["Pod"]);
    expect(found[0]?.evidence).toContainEqual(
      expect.objectContaining({ object: expect.objectContaining({ kind: "EnvoyFilter", name: "b" }) }),
    );
  });

  it.each([
    ["a push that is not confirmed for long", at(5), 1],
    ["a push of another change", at(400), 0],
    ["a push from before the change", at(-60), 0],
  ])("tells of %s", (_, sentAtMs, count) => {
    const stale: TypeSync = { state: "stale", sentNonce: "2", ackedNonce: "1", sentAtMs };
    expect(check("HD0009", meshFromYaml(services + filter("lua")), { sync: sync(stale) })).toHaveLength(
      count,
    );
  });

  it("is patient with a push that is on its way", () => {
    const stale: TypeSync = { state: "stale", sentNonce: "2", ackedNonce: "1", sentAtMs: at(5) };
    const objects = meshFromYaml(services + filter("lua"));
    expect(check("HD0009", objects, { sync: sync(stale) }, at(30))).toEqual([]);
  });
});

describe("protocols", () => {
  const measured = (protocol: "http" | "tcp") => ({
    protocols: [{ namespace: "bookinfo", service: "orders", protocol, perSecond: 3 }],
  });
  const objects = (port: string) => meshFromYaml(serviceYaml("orders", { port }));

  it.each([
    ["a guessed port that carries HTTP", "{name: main, port: 80}", "http", ["info"]],
    ["a guessed port that carries TCP", "{port: 80}", "tcp", ["warning"]],
    ["a port declared as HTTP that carries TCP", "{name: http, port: 80}", "tcp", ["warning"]],
    ["a port that says what it carries", "{name: http, port: 80}", "http", []],
    ["appProtocol", "{name: main, appProtocol: tcp, port: 80}", "tcp", []],
  ] as const)("judges %s", (_, port, protocol, severities) => {
    const found = check("HD0010", objects(port), measured(protocol));
    expect(found.map(({ severity }) => severity)).toEqual(severities);
  });
});

describe("certificates", () => {
  const objects = meshFromYaml(services);
  const certificate = (lifeMs: number, leftMs: number) => ({
    certificates: [
      {
        namespace: "bookinfo",
        pod: "orders-v1",
        notBeforeMs: nowMs + leftMs - lifeMs,
        notAfterMs: nowMs + leftMs,
      },
    ],
  });

  it.each([
    ["run out", 24, -1, "HD0012", ["error"]],
    ["not renewed in time", 24, 4, "HD0012", ["warning"]],
    ["fresh", 24, 23, "HD0012", []],
    ["short-lived", 1, 0.9, "HD0013", ["warning"]],
    ["of Istio's usual life", 24, 23, "HD0013", []],
  ] as const)("are judged when %s", (_, life, left, code, severities) => {
    const found = check(code, objects, certificate(life * hourMs, left * hourMs));
    expect(found.map(({ severity }) => severity)).toEqual(severities);
  });
});
