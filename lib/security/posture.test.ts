import { describe, expect, it } from "vitest";
import { encryptionByWorkload } from "@/lib/security/encryption-queries";
import { namespacePostures } from "@/lib/security/namespace-posture";
import { workloadPostures } from "@/lib/security/posture";
import type { Labels, Sample } from "@/lib/telemetry/series";
import { meshFromYaml } from "@/lib/xds/mesh-fixture";

const pod = (name: string, containers = "[{name: app}, {name: istio-proxy}]") => `---
apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: {app: ${name}}}
spec: {containers: ${containers}}
`;
const policy = (kind: string, name: string, spec: string, more = "") => `---
apiVersion: security.istio.io/v1
kind: ${kind}
metadata: {name: ${name}, ${more}}
spec: ${spec}
`;
const sample = (labels: Labels, value: number): Sample => ({ labels, value, timeMs: 0 });
const to = (workload: string, more: Labels) => ({
  destination_workload_namespace: "shop",
  destination_workload: workload,
  ...more,
});
const postures = (yaml: string, encryption?: ReturnType<typeof encryptionByWorkload>) =>
  workloadPostures({
    objects: meshFromYaml(yaml, "shop"),
    namespaces: [],
    encryption,
    certificateExpiryMs: new Map(),
    findings: [],
  });

describe("encryption of what arrives", () => {
  const measured = encryptionByWorkload({
    requests: [
      sample(to("cart", { connection_security_policy: "mutual_tls" }), 9),
      sample(to("cart", { connection_security_policy: "none" }), 3),
    ],
    bytes: [
      sample(to("cart", { connection_security_policy: "none" }), 1000),
      sample(to("db", { connection_security_policy: "none" }), 50),
    ],
    plainRequests: [
      sample(to("cart", { source_workload: "unknown", source_workload_namespace: "unknown" }), 1),
      sample(to("cart", { source_workload: "batch", source_workload_namespace: "legacy" }), 2),
    ],
    plainBytes: [sample(to("cart", { source_workload: "batch", source_workload_namespace: "legacy" }), 1000)],
  });

  it("is a share of requests, and of bytes only where there are no requests", () => {
    expect(measured?.get("shop/cart")).toMatchObject({
      mtlsRatio: 0.75,
      measuredBy: "requests",
      perSecond: 12,
    });
    expect(measured?.get("shop/db")).toMatchObject({ mtlsRatio: 0, measuredBy: "bytes" });
  });

  it("names who comes in plain text, and leaves a caller outside of the mesh without a name", () => {
    expect(measured?.get("shop/cart")?.plaintext).toEqual([
      { workload: "batch", namespace: "legacy", requestsPerSecond: 2, bytesPerSecond: 1000 },
      { requestsPerSecond: 1 },
    ]);
  });

  it("is unknown, not complete, while one of the answers is missing", () => {
    expect(encryptionByWorkload({ requests: [] })).toBeUndefined();
    const plain = [sample(to("cart", { connection_security_policy: "none" }), 3)];
    const withoutCallers = encryptionByWorkload({ requests: plain, bytes: [] });
    expect(withoutCallers?.get("shop/cart")).toEqual({ mtlsRatio: 0, perSecond: 3, measuredBy: "requests" });
  });
});

describe("a workload's posture", () => {
  it("takes the widest policy that says something, and ports that differ", () => {
    const yaml = [
      pod("cart"),
      policy("PeerAuthentication", "default", "{mtls: {mode: STRICT}}", "namespace: istio-system"),
      policy(
        "PeerAuthentication",
        "cart",
        "{selector: {matchLabels: {app: cart}}, portLevelMtls: {90: {mode: DISABLE}}}",
      ),
    ].join("");
    expect(postures(yaml)[0]).toMatchObject({
      mtls: { mode: "STRICT", decidedBy: { namespace: "istio-system", name: "default" } },
      portModes: { 90: "DISABLE" },
    });
  });

  it("has no mode outside of the mesh, and none while policies are unknown", () => {
    const strict = policy("PeerAuthentication", "default", "{mtls: {mode: STRICT}}");
    expect(postures(pod("cart", "[{name: app}]") + strict)[0]).not.toHaveProperty("mtls");
    expect(postures(pod("cart"))[0]).not.toHaveProperty("mtls");
    expect(postures(pod("cart"))[0]).not.toHaveProperty("access");
  });

  it("is closed by an ALLOW in force, not by one on trial, and by a waypoint's of its service", () => {
    const trial = policy("AuthorizationPolicy", "t", "{}", 'annotations: {istio.io/dry-run: "true"}');
    expect(postures(pod("cart") + trial)[0]?.access).toMatchObject({
      isClosed: false,
      policies: [{ isTrial: true }],
    });
    const service =
      "---\napiVersion: v1\nkind: Service\nmetadata: {name: cart}\nspec: {selector: {app: cart}}\n";
    const attached = policy(
      "AuthorizationPolicy",
      "w",
      "{targetRefs: [{kind: Service, name: cart}], rules: [{}]}",
    );
    const rows = postures(pod("cart") + pod("orders") + service + attached);
    expect(rows.map(({ name, access }) => [name, access?.isClosed])).toEqual([
      ["cart", true],
      ["orders", false],
    ]);
  });

  it("needs a token only where one is checked and its lack is refused", () => {
    const checks = policy("RequestAuthentication", "jwt", "{jwtRules: [{issuer: a}]}");
    const refuses = policy(
      "AuthorizationPolicy",
      "need",
      "{action: DENY, rules: [{from: [{source: {notRequestPrincipals: ['*']}}]}]}",
    );
    const required = (yaml: string) => postures(pod("cart") + yaml)[0]?.tokens?.isRequired;
    expect(required(checks + policy("AuthorizationPolicy", "p", "{}"))).toBe(false);
    expect(required(checks + refuses)).toBe(true);
    expect(required(refuses)).toBeUndefined();
  });

  it("of a namespace has no share of mTLS while one workload's traffic is unknown", () => {
    const objects = meshFromYaml(pod("cart"), "shop");
    const [unknown] = namespacePostures(objects, postures(pod("cart")));
    expect(unknown).toMatchObject({ workloads: 1 });
    expect(unknown).not.toHaveProperty("plaintextPerSecond");
    const [silent] = namespacePostures(objects, postures(pod("cart"), new Map()));
    expect(silent).toMatchObject({ plaintextPerSecond: 0 });
    expect(silent).not.toHaveProperty("mtlsRatio");
  });
});
