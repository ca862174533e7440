import { describe, expect, it } from "vitest";
import { decideAccess, policiesFor } from "./authorization";
import { meshFromYaml } from "./mesh-fixture";
import type { AccessRequest } from "./authorization-match";

const policy = (name: string, spec: string, namespace = "shop") => `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}
`;
const request: AccessRequest = {
  principal: "cluster.local/ns/orders/sa/checkout",
  sourceIp: "10.1.2.3",
  port: 8080,
  http: { method: "GET", path: "/cart/7?x=1", host: "cart.shop:8080", headers: { "X-Team": "web" } },
};

function decide(yaml: string, changed: Partial<AccessRequest> = {}) {
  const policies = policiesFor(meshFromYaml(yaml), { namespace: "shop", labels: { app: "cart" } });
  return decideAccess(policies, { ...request, ...changed });
}

describe("access", () => {
  it.each([
    ["no policy", "", "allow", "no_policy"],
    ["allow nothing", policy("p", "{}"), "deny", "no_allow_rule"],
    ["allow all", policy("p", "{rules: [{}]}"), "allow", "allow_rule"],
    ["deny without rules denies nothing", policy("p", "{action: DENY}"), "allow", "no_policy"],
    ["deny all", policy("p", "{action: DENY, rules: [{}]}"), "deny", "deny_rule"],
    [
      "principal",
      policy("p", `{rules: [{from: [{source: {principals: ["cluster.local/ns/orders/sa/checkout"]}}]}]}`),
      "allow",
      "allow_rule",
    ],
    [
      "principal suffix",
      policy("p", `{rules: [{from: [{source: {principals: ["*/sa/checkout"]}}]}]}`),
      "allow",
      "allow_rule",
    ],
    [
      "service account",
      policy("p", `{rules: [{from: [{source: {serviceAccounts: ["orders/checkout"]}}]}]}`),
      "allow",
      "allow_rule",
    ],
    [
      "other namespace",
      policy("p", `{rules: [{from: [{source: {namespaces: [shop]}}]}]}`),
      "deny",
      "no_allow_rule",
    ],
    [
      "not this namespace",
      policy("p", `{action: DENY, rules: [{from: [{source: {notNamespaces: [orders]}}]}]}`),
      "allow",
      "no_policy",
    ],
    [
      "method and path together",
      policy("p", `{rules: [{to: [{operation: {methods: [GET], paths: ["/cart*"]}}]}]}`),
      "allow",
      "allow_rule",
    ],
    [
      "wrong method",
      policy("p", `{rules: [{to: [{operation: {methods: [POST], paths: ["/cart*"]}}]}]}`),
      "deny",
      "no_allow_rule",
    ],
    [
      "path template",
      policy("p", `{rules: [{to: [{operation: {paths: ["/cart/{*}"]}}]}]}`),
      "allow",
      "allow_rule",
    ],
    [
      "host without port",
      policy("p", `{rules: [{to: [{operation: {hosts: ["cart.*"]}}]}]}`),
      "allow",
      "allow_rule",
    ],
    [
      "ip block",
      policy("p", `{action: DENY, rules: [{from: [{source: {ipBlocks: ["10.0.0.0/8"]}}]}]}`),
      "deny",
      "deny_rule",
    ],
    [
      "header condition",
      policy("p", `{rules: [{when: [{key: "request.headers[x-team]", values: [web]}]}]}`),
      "allow",
      "allow_rule",
    ],
    ["port", policy("p", `{rules: [{to: [{operation: {ports: ["9090"]}}]}]}`), "deny", "no_allow_rule"],
    [
      "another workload's policy",
      policy("p", "{selector: {matchLabels: {app: other}}}"),
      "allow",
      "no_policy",
    ],
    [
      "the root namespace's policy",
      policy("p", "{action: DENY, rules: [{}]}", "istio-system"),
      "deny",
      "deny_rule",
    ],
    ["a waypoint's policy", policy("p", "{targetRefs: [{kind: Service, name: cart}]}"), "allow", "no_policy"],
  ])("%s", (_, yaml, outcome, reason) => {
    expect(decide(yaml)).toMatchObject({ outcome, reason });
  });

  it("is denied before it is allowed, and says by which rule", () => {
    const yaml =
      policy("open", "{rules: [{}]}") +
      policy(
        "shut",
        `{action: DENY, rules: [{to: [{operation: {methods: [POST]}}]}, {to: [{operation: {methods: [GET]}}]}]}`,
      );
    expect(decide(yaml)).toEqual({
      outcome: "deny",
      reason: "deny_rule",
      policy: { namespace: "shop", name: "shut" },
      ruleIndex: 1,
    });
  });

  it("asks an external authorizer without guessing its answer", () => {
    const yaml = policy(
      "ext",
      `{action: CUSTOM, provider: {name: opa}, rules: [{to: [{operation: {paths: ["/cart*"]}}]}]}`,
    );
    expect(decide(yaml)).toMatchObject({ outcome: "ask", provider: "opa", ifConsented: "allow" });
  });

  it("by principal needs mTLS", () => {
    const yaml = policy("p", `{rules: [{from: [{source: {principals: ["*"]}}]}]}`);
    expect(decide(yaml, { principal: undefined }).outcome).toBe("deny");
  });

  it("treats HTTP fields on TCP as never allowing and as stricter denials", () => {
    const fields = `rules: [{to: [{operation: {methods: [GET]}}]}]`;
    expect(decide(policy("p", `{${fields}}`), { http: undefined }).outcome).toBe("deny");
    expect(decide(policy("p", `{action: DENY, ${fields}}`), { http: undefined }).outcome).toBe("deny");
  });
});
