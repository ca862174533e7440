import { describe, expect, it } from "vitest";
import type { IntentModule } from "@/lib/changes/intent-module";
import { accessModule } from "@/lib/security/access-module";
import { backendTlsModule } from "@/lib/security/backend-tls-module";
import { jwtModule } from "@/lib/security/jwt-module";
import { mtlsModule } from "@/lib/security/mtls-module";
import { sidecarScopeModule } from "@/lib/security/sidecar-scope-module";
import { meshFromYaml } from "@/lib/xds/mesh-fixture";

const object = (kind: string, spec: string, name = "p", group = "security.istio.io") => `---
apiVersion: ${group}/v1
kind: ${kind}
metadata: {name: ${name}, annotations: {note: keep}}
spec: ${spec}
`;
const policy = (spec: string, name?: string) => object("AuthorizationPolicy", spec, name);
const shop = { namespace: "shop", name: "" };

function first<I>(module: IntentModule<I>, yaml: string) {
  const objects = meshFromYaml(yaml, "shop");
  const current = module.instances(objects, shop)[0]?.current;
  const intent = current?.ok === true ? current.intent : undefined;
  return { objects, current, intent };
}

describe("a policy written by hand", () => {
  const several = `{action: ALLOW, rules: [{
    from: [{source: {principals: [a]}}, {source: {namespaces: [b]}}],
    to: [{operation: {methods: [GET]}}, {operation: {paths: ["/data"]}}]}]}`;

  it("with several sources and operations is a rule for each pair", () => {
    const { intent } = first(accessModule, policy(several));
    expect(intent?.rules.map(({ callers, methods, paths }) => [callers.principals, methods, paths])).toEqual([
      [["a"], ["GET"], []],
      [["a"], [], ["/data"]],
      [[], ["GET"], []],
      [[], [], ["/data"]],
    ]);
  });

  it("keeps its own grouping while a rule is added beside it, and loses it when a part of it goes", () => {
    const { intent, objects } = first(accessModule, policy(several));
    if (intent === undefined) throw new Error("not read");
    const [rule] = intent.rules;
    if (rule === undefined) throw new Error("no rule");
    const added = { ...intent, rules: [...intent.rules, { ...rule, methods: ["PUT"] }] };
    const spec = accessModule.toManifests(added, objects)[0]?.after?.spec;
    expect(spec?.["rules"]).toEqual([
      { from: [{ source: { principals: ["a"] } }, { source: { namespaces: ["b"] } }], to: expect.any(Array) },
      { from: [{ source: { principals: ["a"] } }], to: [{ operation: { methods: ["PUT"] } }] },
    ]);
    const less = { ...intent, rules: intent.rules.slice(1) };
    expect(accessModule.toManifests(less, objects)[0]?.after?.spec?.["rules"]).toHaveLength(3);
  });

  it.each([
    ["conditions", "{rules: [{when: [{key: request.headers, values: [x]}]}]}", "conditions"],
    ["an external authorizer", "{action: CUSTOM, provider: {name: opa}, rules: [{}]}", "custom_provider"],
    ["a field of a newer Istio", "{rules: [{from: [{source: {trustDomains: [td]}}]}]}", "unknown_field"],
    ["an unknown action", "{action: MAYBE, rules: [{}]}", "unknown_field"],
    ["another kind of target", "{targetRefs: [{kind: Pod, name: x}], rules: [{}]}", "target_kind"],
  ])("with %s has no form, and says why", (_, spec, reason) => {
    expect(first(accessModule, policy(spec)).current).toMatchObject({ ok: false, reason });
  });

  it("that has no form is not overwritten by one of the same name", () => {
    const { objects } = first(accessModule, policy("{action: CUSTOM, provider: {name: opa}, rules: [{}]}"));
    const intent = { ...accessModule.start(objects, shop, "istio"), name: "p" };
    expect(() => accessModule.toManifests(intent, objects)).toThrow(/another name/);
  });

  it("without an action allows, and without rules allows nothing", () => {
    expect(first(accessModule, policy("{}")).intent).toMatchObject({ action: "ALLOW", rules: [] });
    expect(accessModule.title({ ...accessModule.start({}, shop, "istio"), action: "ALLOW", rules: [] })).toBe(
      "Allow nothing on namespace shop",
    );
  });

  it("stands on the workload that its labels pick, whatever they are called", () => {
    const yaml = `${policy("{selector: {matchLabels: {tier: front}}}", "front")}${policy("{selector: {matchLabels: {app: other}}}", "other")}---
apiVersion: v1
kind: Pod
metadata: {name: web-v1, labels: {app: web, tier: front}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}}
`;
    const found = accessModule.instances(meshFromYaml(yaml, "shop"), { namespace: "shop", name: "web" });
    expect(found.map(({ key }) => key)).toEqual(["front"]);
  });
});

describe("mTLS written by hand", () => {
  it("is read from the oldest of two that are about the same pods", () => {
    const strict = object("PeerAuthentication", "{mtls: {mode: STRICT}}", "a");
    const yaml = strict + object("PeerAuthentication", "{mtls: {mode: DISABLE}}", "b");
    const read = mtlsModule.instances(meshFromYaml(yaml, "shop"), shop);
    expect(read.map(({ current }) => (current.ok ? current.intent.mode : current.reason))).toEqual([
      "STRICT",
      "older_twin",
    ]);
  });

  it("keeps annotations, other ports and the name when one port changes", () => {
    const spec = "{selector: {matchLabels: {app: a}}, portLevelMtls: {80: {mode: DISABLE}}}";
    const { intent, objects } = first(mtlsModule, object("PeerAuthentication", spec));
    if (intent === undefined) throw new Error("not read");
    const next = { ...intent, portModes: { ...intent.portModes, 90: "STRICT" as const } };
    expect(mtlsModule.toManifests(next, objects)[0]?.after).toEqual({
      apiVersion: "security.istio.io/v1",
      kind: "PeerAuthentication",
      metadata: { name: "p", namespace: "shop", annotations: { note: "keep" } },
      spec: {
        selector: { matchLabels: { app: "a" } },
        portLevelMtls: { 80: { mode: "DISABLE" }, 90: { mode: "STRICT" } },
      },
    });
  });
});

describe("JWT written by hand", () => {
  const tokens = object(
    "RequestAuthentication",
    "{jwtRules: [{issuer: a, jwks_uri: 'https://a/keys', outputClaimToHeaders: [{header: x, claim: sub}]}]}",
    "tokens",
  );
  const required = policy(
    "{action: DENY, rules: [{from: [{source: {notRequestPrincipals: ['*']}}]}]}",
    "closed",
  );

  it("needs a token where a policy of any name refuses requests without one", () => {
    expect(first(jwtModule, tokens).intent?.requireToken).toBe(false);
    expect(first(jwtModule, tokens + required).intent?.requireToken).toBe(true);
  });

  it("keeps claims that go to headers, and drops the old spelling when the URL changes", () => {
    const { intent, objects } = first(jwtModule, tokens);
    const [issuer] = intent?.issuers ?? [];
    if (intent === undefined || issuer === undefined) throw new Error("not read");
    expect(issuer.jwksUri).toBe("https://a/keys");
    const next = { ...intent, issuers: [{ ...issuer, jwksUri: "https://b/keys" }] };
    expect(jwtModule.toManifests(next, objects)[0]?.after?.spec?.["jwtRules"]).toEqual([
      { issuer: "a", jwksUri: "https://b/keys", outputClaimToHeaders: [{ header: "x", claim: "sub" }] },
    ]);
  });

  it("leaves the refusing policy to another RequestAuthentication of the same target", () => {
    const yaml = tokens + required + object("RequestAuthentication", "{jwtRules: [{issuer: b}]}", "more");
    const { intent, objects } = first(jwtModule, yaml);
    if (intent === undefined) throw new Error("not read");
    expect(jwtModule.remove(intent, objects).map(({ ref }) => ref.kind)).toEqual(["RequestAuthentication"]);
  });

  it("checks before it refuses, and stops refusing before it stops checking", () => {
    const intent = { ...jwtModule.start({}, shop, "istio"), requireToken: true };
    expect(jwtModule.toManifests(intent, {}).map(({ ref }) => ref.kind)).toEqual([
      "RequestAuthentication",
      "AuthorizationPolicy",
    ]);
    const { intent: read, objects } = first(jwtModule, tokens + required);
    if (read === undefined) throw new Error("not read");
    expect(jwtModule.remove(read, objects).map(({ ref }) => ref.kind)).toEqual([
      "AuthorizationPolicy",
      "RequestAuthentication",
    ]);
  });
});

describe("a Sidecar written by hand", () => {
  const sidecar = (spec: string) => object("Sidecar", spec, "default", "networking.istio.io");

  it("keeps its listeners by port in front, and its inbound part", () => {
    const port = "{port: {number: 90, name: http, protocol: HTTP}, hosts: ['./*']}";
    const ingress = "ingress: [{port: {number: 80, name: http, protocol: HTTP}}]";
    const { intent, objects } = first(
      sidecarScopeModule,
      sidecar(`{egress: [${port}, {hosts: ['a/*']}], ${ingress}}`),
    );
    if (intent === undefined) throw new Error("not read");
    expect(intent.egressHosts).toEqual(["a/*"]);
    const next = sidecarScopeModule.toManifests({ ...intent, egressHosts: ["b/*"] }, objects)[0]?.after;
    expect(next?.spec).toMatchObject({
      egress: [{ port: { number: 90 } }, { hosts: ["b/*"] }],
      ingress: [{}],
    });
    const removed = sidecarScopeModule.remove(intent, objects)[0]?.after;
    expect(removed?.spec).toMatchObject({ egress: [{ port: { number: 90 } }], ingress: [{}] });
  });

  it("that limits nothing has no form", () => {
    const { current } = first(sidecarScopeModule, sidecar("{outboundTrafficPolicy: {mode: REGISTRY_ONLY}}"));
    expect(current).toMatchObject({ ok: false, reason: "no_egress" });
  });
});

describe("TLS to a backend written by hand", () => {
  const rule = object(
    "DestinationRule",
    "{host: db, trafficPolicy: {connectionPool: {tcp: {maxConnections: 9}}, tls: {mode: SIMPLE, caCrl: /crl}}}",
    "db",
    "networking.istio.io",
  );

  it("is known by the whole host, and keeps what the form has no field for", () => {
    const { intent, objects } = first(backendTlsModule, rule);
    if (intent === undefined) throw new Error("not read");
    expect(intent.host).toBe("db.shop.svc.cluster.local");
    expect(backendTlsModule.toManifests({ ...intent, sni: "db" }, objects)[0]?.after?.spec).toEqual({
      host: "db",
      trafficPolicy: {
        connectionPool: { tcp: { maxConnections: 9 } },
        tls: { mode: "SIMPLE", caCrl: "/crl", sni: "db" },
      },
    });
  });

  it("for one port copies the limits that the port would lose", () => {
    const { intent, objects } = first(backendTlsModule, rule);
    if (intent === undefined) throw new Error("not read");
    const spec = backendTlsModule.toManifests({ ...intent, port: 5432 }, objects)[0]?.after?.spec;
    expect(spec?.["trafficPolicy"]).toMatchObject({
      tls: { mode: "SIMPLE", caCrl: "/crl" },
      portLevelSettings: [
        { port: { number: 5432 }, connectionPool: { tcp: { maxConnections: 9 } }, tls: { mode: "SIMPLE" } },
      ],
    });
  });

  it("in a BackendTLSPolicy stands in the way of a DestinationRule", () => {
    const yaml = `${object(
      "BackendTLSPolicy",
      "{targetRefs: [{group: '', kind: Service, name: db}], validation: {hostname: db, wellKnownCACertificates: System}}",
      "db",
      "gateway.networking.k8s.io",
    )}---
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {ports: [{name: tls, port: 5432}]}
`;
    const objects = meshFromYaml(yaml, "shop");
    const fits = backendTlsModule.fits(objects, { namespace: "shop", name: "db" }, () => true);
    expect(fits.map(({ api, fits: does, obstacle }) => [api, does, obstacle])).toEqual([
      ["istio", false, "backend_tls_policy_present"],
      ["gateway", true, undefined],
    ]);
    const read = backendTlsModule.instances(objects, { namespace: "shop", name: "db" });
    expect(read[0]?.current).toMatchObject({ ok: true, intent: { sni: "db", mode: "SIMPLE" } });
  });
});
