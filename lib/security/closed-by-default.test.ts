import { describe, expect, it } from "vitest";
import type { AccessIntent } from "@/lib/security/access-intent";
import { closesByDefault } from "@/lib/security/closed-by-default";
import { meshFromYaml } from "@/lib/xds/mesh-fixture";

const pod = (name: string) => `---
apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: {app: ${name}}}
`;
const policy = (name: string, spec: string, more = "") => `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: ${name}, ${more}}
spec: ${spec}
`;
const workloads = pod("cart") + pod("orders");
const intent = (
  target: Partial<AccessIntent["target"]>,
  action: AccessIntent["action"] = "ALLOW",
): AccessIntent => ({
  target: { namespace: "shop", selector: {}, targetRefs: [], ...target },
  name: "new",
  action,
  rules: [],
});
const cart = intent({ selector: { app: "cart" } });
const closing = (yaml: string, wanted = cart) => closesByDefault(wanted, meshFromYaml(yaml, "shop"));

describe("an ALLOW closes everything else", () => {
  it("when it is the first on the workload, and says on which", () => {
    expect(closing(workloads)).toEqual({ closes: true, workloads: [{ namespace: "shop", name: "cart" }] });
    expect(closing(workloads, intent({})).workloads).toHaveLength(2);
  });

  it("but a DENY does not", () => {
    expect(closing(workloads, intent({ selector: { app: "cart" } }, "DENY")).closes).toBe(false);
  });

  it.each([
    ["its own ALLOW", policy("p", "{selector: {matchLabels: {app: cart}}, rules: [{}]}")],
    ["one of the namespace", policy("p", "{}")],
    ["one of the whole mesh", policy("p", "{}", "namespace: istio-system")],
  ])("not where %s did so before", (_, standing) => {
    expect(closing(workloads + standing).closes).toBe(false);
  });

  it.each([
    ["a DENY", policy("p", "{action: DENY, rules: [{}]}")],
    ["an ALLOW of another workload", policy("p", "{selector: {matchLabels: {app: orders}}}")],
    ["an ALLOW of another namespace", policy("p", "{}", "namespace: web")],
    ["an ALLOW on trial", policy("p", "{}", 'annotations: {istio.io/dry-run: "true"}')],
    ["an ALLOW of a waypoint", policy("p", "{targetRefs: [{kind: Service, name: cart}]}")],
  ])("also where %s stands", (_, standing) => {
    expect(closing(workloads + standing).workloads).toEqual([{ namespace: "shop", name: "cart" }]);
  });

  it("counts the other workloads of a namespace that has one closed", () => {
    const standing = policy("p", "{selector: {matchLabels: {app: orders}}}");
    expect(closing(workloads + standing, intent({})).workloads).toEqual([
      { namespace: "shop", name: "cart" },
    ]);
  });

  it("on a waypoint's target by the policies of that target alone", () => {
    const wanted = intent({ targetRefs: [{ kind: "Service", name: "cart" }] });
    const attached = policy("p", "{targetRefs: [{kind: Service, name: cart}]}");
    expect(closing(policy("p", "{}"), wanted).closes).toBe(true);
    expect(closing(attached, wanted).closes).toBe(false);
  });

  it("without naming workloads where the inventory knows none", () => {
    expect(closing("")).toEqual({ closes: true, workloads: [] });
    expect(closing(policy("p", "{}")).closes).toBe(false);
  });
});
