import { beforeEach, describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { splitOf, startFixture, virtualServices, type KubernetesFixture } from "./request-fixture";

const one = `${virtualServices}/cart`;
const entriesOf = (object: Manifest) =>
  (object.metadata.managedFields ?? []).map(({ manager, operation, fieldsV1 }) => ({
    manager,
    operation,
    fieldsV1,
  }));

describe("server-side apply", () => {
  let demo: KubernetesFixture;
  beforeEach(async () => {
    demo = await startFixture();
    return () => demo.server.close();
  });

  it("removes a field that its owner no longer sends, and its parent with it", async () => {
    const rule = (trafficPolicy?: unknown) => ({
      apiVersion: "networking.istio.io/v1",
      kind: "DestinationRule",
      metadata: { name: "cart" },
      spec: { host: "cart", ...(trafficPolicy === undefined ? {} : { trafficPolicy }) },
    });
    const url = "/apis/networking.istio.io/v1/namespaces/shop/destinationrules/cart";
    await demo.apply(url, "heddle", rule({ outlierDetection: { interval: "5s", consecutive5xxErrors: 3 } }));
    const narrower = await demo.apply(url, "heddle", rule({ outlierDetection: { interval: "5s" } }));
    expect(narrower.object().spec).toEqual({
      host: "cart",
      trafficPolicy: { outlierDetection: { interval: "5s" } },
    });
    const plain = await demo.apply(url, "heddle", rule());
    expect(plain.object().spec).toEqual({ host: "cart" });
    expect(plain.object().metadata.generation).toBe(3);
  });

  it("keeps a removed field that another manager owns too", async () => {
    const split = splitOf("cart", 90, 10);
    const exported = { ...split, spec: { ...split.spec, exportTo: ["."] } };
    await demo.apply(one, "heddle", exported);
    const shared = await demo.apply(one, "argocd-controller", exported);
    expect(shared.status).toBe(200);
    expect(entriesOf(shared.object()).map((entry) => entry.manager)).toEqual(["heddle", "argocd-controller"]);
    const left = await demo.apply(one, "heddle", split);
    expect(left.object().spec).toEqual(exported.spec);
    const gone = await demo.apply(one, "argocd-controller", split);
    expect(gone.object().spec).toEqual(split.spec);
  });

  it("conflicts with a plain writer, named with version and time, and takes over when forced", async () => {
    await demo.ask(virtualServices, { method: "POST", body: splitOf("cart", 50, 50) });
    const refused = await demo.apply(one, "heddle", splitOf("cart", 90, 10));
    expect(refused.status).toBe(409);
    expect(refused.body.details?.causes).toEqual([
      {
        reason: "FieldManagerConflict",
        message: expect.stringMatching(
          /^conflict with "kubectl" using networking\.istio\.io\/v1 at 2026-03-02T12:\d\d:\d\dZ$/,
        ),
        field: ".spec.http",
      },
    ]);
    const forced = await demo.apply(one, "heddle", splitOf("cart", 90, 10), "&force=true");
    expect(entriesOf(forced.object())).toEqual([
      { manager: "heddle", operation: "Apply", fieldsV1: { "f:spec": { "f:hosts": {}, "f:http": {} } } },
      { manager: "kubectl", operation: "Update", fieldsV1: { "f:spec": { ".": {}, "f:hosts": {} } } },
    ]);
  });

  it("names every conflict when there are several", async () => {
    await demo.apply(one, "heddle", splitOf("cart", 50, 50, { labels: { team: "a" } }));
    const refused = await demo.apply(one, "other", splitOf("cart", 90, 10, { labels: { team: "b" } }));
    expect(refused.body.message).toBe(
      'Apply failed with 2 conflicts: conflicts with "heddle":\n- .metadata.labels.team\n- .spec.http',
    );
  });

  it("loses ownership to a patch, which never conflicts", async () => {
    await demo.apply(one, "heddle", splitOf("cart", 50, 50));
    const body = [{ op: "replace", path: "/spec/http/0/route/0/weight", value: 51 }];
    const patched = await demo.ask(`${one}?fieldManager=flagger`, {
      method: "PATCH",
      body,
      type: "application/json-patch+json",
    });
    expect(entriesOf(patched.object())).toEqual([
      { manager: "heddle", operation: "Apply", fieldsV1: { "f:spec": { "f:hosts": {} } } },
      { manager: "flagger", operation: "Update", fieldsV1: { "f:spec": { "f:http": {} } } },
    ]);
  });

  it("owns items of keyed lists one by one", async () => {
    const gateway = (listeners: unknown) => ({
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "Gateway",
      metadata: { name: "edge" },
      spec: { gatewayClassName: "istio", listeners },
    });
    const listener = (name: string, port: number) => ({ name, port, protocol: "HTTP" });
    const url = "/apis/gateway.networking.k8s.io/v1/namespaces/shop/gateways/edge";
    await demo.apply(url, "one", gateway([listener("a", 80)]));
    const both = await demo.apply(url, "two", gateway([listener("b", 81)]));
    expect(both.object().spec?.listeners).toMatchObject([{ name: "a" }, { name: "b" }]);
    const conflict = await demo.apply(url, "two", gateway([listener("a", 8080), listener("b", 81)]));
    expect(conflict.body.details?.causes?.map((cause) => cause.field)).toEqual([
      '.spec.listeners[name="a"].port',
    ]);
    const left = await demo.apply(url, "one", { ...gateway([]), spec: { gatewayClassName: "istio" } });
    expect(left.object().spec?.listeners).toMatchObject([{ name: "b" }]);
  });

  it("refuses a stale resourceVersion before anything is written", async () => {
    await demo.apply(one, "heddle", splitOf("cart", 50, 50));
    const stale = await demo.apply(one, "heddle", splitOf("cart", 60, 40, { resourceVersion: "1" }));
    expect(stale.status).toBe(409);
    expect(stale.body.details?.causes).toBeUndefined();
    expect(stale.body.message).toContain("the object has been modified");
  });

  it("needs a manager, the same name as the path, and a namespace that exists", async () => {
    const anonymous = await demo.ask(one, {
      method: "PATCH",
      body: splitOf("cart", 1, 1),
      type: "application/apply-patch+yaml",
    });
    expect([anonymous.status, anonymous.body.details?.causes?.[0]?.field]).toEqual([422, "fieldManager"]);
    expect((await demo.apply(one, "heddle", splitOf("other", 1, 1))).status).toBe(400);
    const nowhere = "/apis/networking.istio.io/v1/namespaces/nowhere/virtualservices/cart";
    const body = { ...splitOf("cart", 1, 1), metadata: { name: "cart" } };
    const missing = await demo.apply(nowhere, "heddle", body);
    expect([missing.status, missing.body.message]).toEqual([404, 'namespaces "nowhere" not found']);
  });

  it("reads YAML", async () => {
    const yaml =
      "apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {name: default}\nspec: {egress: [{hosts: ['./*']}]}\n";
    const url = "/apis/networking.istio.io/v1/namespaces/shop/sidecars/default";
    expect((await demo.apply(url, "heddle", yaml)).status).toBe(201);
  });
});
