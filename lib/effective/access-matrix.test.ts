import { describe, expect, it } from "vitest";
import { meshFromYaml, serviceYaml } from "@/lib/xds/mesh-fixture";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { serviceRegistry } from "@/lib/xds/service-registry";
import { accessMatrix, type AccessCaller, type AccessTarget } from "./access-matrix";

const pod = (name: string, namespace: string, account: string, more = "") => `---
apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: ${namespace}, labels: {app: ${name}}}
spec: {serviceAccountName: ${account}, containers: [{name: app}${more}]}
status: {podIP: 10.9.0.${name.length}, phase: Running, conditions: [{type: Ready, status: "True"}]}
`;
const sidecar = ", {name: istio-proxy, args: [proxy, sidecar]}";

const mesh =
  serviceYaml("reviews", { versions: [] }) +
  pod("reviews", "bookinfo", "reviews", sidecar) +
  pod("web", "bookinfo", "web", sidecar) +
  pod("batch-job", "jobs", "batch", sidecar) +
  pod("legacy", "jobs", "legacy");

const policy = (name: string, spec: string) => `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: ${name}}
spec: ${spec}
`;

function targetOf(objects: MeshObjects): AccessTarget {
  const service = serviceRegistry(objects).get("reviews.bookinfo.svc.cluster.local");
  const target = service && accessMatrix(objects, service)[0];
  if (target === undefined) throw new Error("no target");
  return target;
}

function verdicts(text: string): Readonly<Record<string, AccessCaller["verdict"]>> {
  const { callers } = targetOf(meshFromYaml(mesh + text));
  return Object.fromEntries(
    callers.map((one) => [one.workloads.join(",") || one.kind, one.verdict] as const),
  );
}

function callerNamed(text: string, name: string): AccessCaller {
  const found = targetOf(meshFromYaml(mesh + text)).callers.find((one) => one.workloads.includes(name));
  if (found === undefined) throw new Error(`no caller ${name}`);
  return found;
}

describe("who can call a service", () => {
  it("lets everybody in where no policy says otherwise", () => {
    expect(verdicts("")).toEqual({
      reviews: "allowed",
      web: "allowed",
      "batch-job": "allowed",
      legacy: "allowed",
      outside: "allowed",
    });
  });

  it("tells identities, namespaces and callers without identity apart", () => {
    const text = policy(
      "from-here",
      `{rules: [{from: [{source: {principals: ["cluster.local/ns/bookinfo/sa/web"]}}]}, {from: [{source: {namespaces: [jobs]}}]}]}`,
    );
    // legacy is in the namespace, but has no certificate that says so.
    expect(verdicts(text)).toEqual({
      reviews: "denied",
      web: "allowed",
      "batch-job": "allowed",
      legacy: "denied",
      outside: "denied",
    });
  });

  it("names the deciding policy and rule of each kind of request", () => {
    const text = policy(
      "read-only",
      `{rules: [{to: [{operation: {methods: [GET], paths: ["/reviews/*"]}}]}]}`,
    );
    const web = callerNamed(text, "web");
    expect(web.verdict).toBe("depends");
    const allowed = web.cases.find(({ verdict }) => verdict === "allowed");
    expect(allowed).toMatchObject({ policy: { name: "read-only" }, ruleIndex: 0 });
    expect(allowed?.requests).toEqual([{ method: "GET", path: "/reviews/*", host: "" }]);
    const denied = web.cases.find(({ verdict }) => verdict === "denied");
    expect(denied?.reason).toBe("no_allow_rule");
    expect(denied?.requests).toHaveLength(3);
  });

  it("lets a DENY rule win over an ALLOW rule", () => {
    const text =
      policy("all", "{rules: [{}]}") +
      policy("no-admin", `{action: DENY, rules: [{to: [{operation: {paths: [/admin]}}]}]}`);
    const denied = callerNamed(text, "web").cases.filter(({ verdict }) => verdict === "denied");
    expect(denied.map(({ policy: by, requests }) => [by?.name, requests.map(({ path }) => path)])).toEqual([
      ["no-admin", ["/admin"]],
    ]);
  });

  it("does not guess what only a request has: a header rule is a condition, not a yes", () => {
    const text = policy("team", `{rules: [{when: [{key: "request.headers[x-team]", values: [blue]}]}]}`);
    const web = callerNamed(text, "web");
    expect(web.verdict).toBe("depends");
    expect(web.cases.map(({ verdict, only }) => [verdict, only])).toEqual([
      ["denied", undefined],
      ["allowed", "header x-team"],
    ]);
  });

  it("refuses connections before policies are asked: plaintext to STRICT", () => {
    const strict = `---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: default}
spec: {mtls: {mode: STRICT}}
`;
    const target = targetOf(meshFromYaml(mesh + strict));
    expect(target.mode).toBe("STRICT");
    expect(target.modeOrigin).toMatchObject({ kind: "PeerAuthentication", name: "default" });
    expect(verdicts(strict)).toMatchObject({ web: "allowed", legacy: "refused", outside: "refused" });
  });

  it("groups workloads of one identity, and keeps apart what has no proxy", () => {
    const text = pod("web-canary", "bookinfo", "web", sidecar) + pod("web-old", "bookinfo", "web");
    const { callers } = targetOf(meshFromYaml(mesh + text));
    const web = callers.filter(({ serviceAccount }) => serviceAccount === "web");
    expect(web.map(({ workloads }) => workloads)).toEqual([["web", "web-canary"], ["web-old"]]);
  });
});
