import { beforeEach, describe, expect, it } from "vitest";
import { splitOf, startFixture, virtualServices, type KubernetesFixture } from "./request-fixture";

const one = `${virtualServices}/cart`;
const misspelt = {
  ...splitOf("cart", 90, 10),
  spec: { hosts: ["cart"], htpp: [], http: [{ tiemout: "1s", redirect: { uri: "/" } }] },
};

describe("plain writes", () => {
  let demo: KubernetesFixture;
  beforeEach(async () => {
    demo = await startFixture();
    return () => demo.server.close();
  });
  const create = (body: unknown, query = "") =>
    demo.ask(`${virtualServices}${query}`, { method: "POST", body });
  const patch = (body: unknown, type = "json-patch", query = "") =>
    demo.ask(`${one}${query}`, { method: "PATCH", body, type: `application/${type}+json` });

  it("refuse undeclared fields when strict, warn of them by default, and drop them", async () => {
    const strict = await create(misspelt, "?fieldValidation=Strict");
    expect(strict.status).toBe(400);
    expect(strict.body.message).toBe(
      'VirtualService in version "v1" cannot be handled as a VirtualService: strict decoding error: unknown field "spec.htpp", unknown field "spec.http[0].tiemout"',
    );
    const warned = await create(misspelt);
    expect(warned.headers.get("warning")).toBe(
      String.raw`299 - "unknown field \"spec.htpp\"", 299 - "unknown field \"spec.http[0].tiemout\""`,
    );
    expect(warned.object().spec).toEqual({ hosts: ["cart"], http: [{ redirect: { uri: "/" } }] });
    const silent = await create({ ...misspelt, metadata: { name: "quiet" } }, "?fieldValidation=Ignore");
    expect([silent.status, silent.headers.get("warning")]).toEqual([201, null]);
  });

  it("list every broken rule of the schema", async () => {
    const body = { ...splitOf("cart", 1, 1), spec: { http: [{ timeout: "0s", route: [{ weight: "x" }] }] } };
    const refused = await create(body);
    expect(refused.status).toBe(422);
    expect(refused.body.reason).toBe("Invalid");
    expect(refused.body.details?.causes?.map((cause) => [cause.reason, cause.field])).toEqual(
      expect.arrayContaining([
        ["FieldValueRequired", "spec.http[0].route[0].destination"],
        ["FieldValueTypeInvalid", "spec.http[0].route[0].weight"],
      ]),
    );
  });

  it("are denied by istiod's webhook where the schema has nothing to say, dry runs too", async () => {
    const refused = await create(splitOf("cart", 0, 0), "?dryRun=All");
    expect([refused.status, refused.body.reason, refused.body.message]).toEqual([
      400,
      undefined,
      'admission webhook "validation.istio.io" denied the request: configuration is invalid: total destination weight = 0',
    ]);
  });

  it("to the Gateway API are judged by the controller", async () => {
    const route = {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "HTTPRoute",
      metadata: { name: "cart" },
      spec: {
        parentRefs: [{ group: "", kind: "Service", name: "cart", port: 80 }],
        rules: [{ backendRefs: [{ name: "nobody", port: 80 }] }],
      },
    };
    const url = "/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes";
    const created = await demo.ask(url, { method: "POST", body: route });
    expect(created.object().spec?.rules).toEqual([
      {
        backendRefs: [{ group: "", kind: "Service", name: "nobody", port: 80, weight: 1 }],
        matches: [{ path: { type: "PathPrefix", value: "/" } }],
      },
    ]);
    const judged = (await demo.ask(`${url}/cart`)).object();
    expect(judged.metadata.generation).toBe(1);
    expect(judged.status).toMatchObject({
      parents: [
        {
          conditions: [
            { type: "Accepted", status: "True" },
            {
              type: "ResolvedRefs",
              status: "False",
              reason: "BackendNotFound",
              message: "backend(nobody.shop.svc.cluster.local) not found",
            },
          ],
        },
      ],
    });
  });

  it("persist nothing in a dry run", async () => {
    const revision = demo.store.revision();
    expect((await create(splitOf("cart", 90, 10), "?dryRun=All")).status).toBe(201);
    await create(splitOf("cart", 90, 10));
    await patch([{ op: "replace", path: "/spec/hosts/0", value: "x" }], "json-patch", "?dryRun=All");
    const removed = await demo.ask(`${one}?dryRun=All`, { method: "DELETE" });
    expect(removed.status).toBe(200);
    expect((await demo.ask(one)).object().spec?.hosts).toEqual(["cart.shop.svc.cluster.local"]);
    expect(demo.store.revision()).toBe(revision + 1);
    expect((await create(splitOf("other", 1, 1), "?dryRun=Some")).status).toBe(422);
  });

  it("tell an existing object from a stale one", async () => {
    await create(splitOf("cart", 90, 10));
    const again = await create(splitOf("cart", 90, 10));
    expect([again.status, again.body.reason]).toEqual([409, "AlreadyExists"]);
    const live = (await demo.ask(one)).object();
    const put = (metadata: object) => demo.ask(one, { method: "PUT", body: { ...live, metadata } });
    expect((await put({ ...live.metadata, resourceVersion: "1" })).body.reason).toBe("Conflict");
    const { resourceVersion: _version, ...unversioned } = live.metadata;
    expect((await put(unversioned)).status).toBe(422);
    const kept = await put(live.metadata);
    expect(kept.object().metadata.resourceVersion).toBe(live.metadata.resourceVersion);
  });

  it("apply a JSON patch only while its tests hold", async () => {
    await create(splitOf("cart", 90, 10));
    const weight = "/spec/http/0/route/0/weight";
    const step = (from: number, to: number) =>
      patch([
        { op: "test", path: weight, value: from },
        { op: "replace", path: weight, value: to },
      ]);
    expect((await step(90, 80)).status).toBe(200);
    const late = await step(90, 70);
    expect([late.status, late.body.reason, late.body.message]).toEqual([
      422,
      "Invalid",
      "the server rejected our request due to an error in our request",
    ]);
    expect((await patch([{ op: "move", path: "/x" }])).status).toBe(400);
    expect((await patch({}, "strategic-merge-patch")).status).toBe(415);
  });

  it("merge with null as removal and never touch the status", async () => {
    await create(splitOf("cart", 90, 10, { labels: { a: "1", b: "2" } }));
    const merged = await patch(
      { metadata: { labels: { a: null, c: "3" } }, status: { x: 1 } },
      "merge-patch",
    );
    expect(merged.object().metadata.labels).toEqual({ b: "2", c: "3" });
    expect(merged.object().status).toBeUndefined();
    expect(merged.object().metadata.generation).toBe(1);
    const status = await demo.ask(`${one}/status`, {
      method: "PATCH",
      body: { status: { observedGeneration: 1 } },
      type: "application/merge-patch+json",
    });
    expect(status.object().status).toEqual({ observedGeneration: 1 });
    expect(status.object().metadata.generation).toBe(1);
  });

  it("delete only the object that was seen", async () => {
    await create(splitOf("cart", 90, 10));
    const live = (await demo.ask(one)).object();
    const remove = (preconditions: object) => demo.ask(one, { method: "DELETE", body: { preconditions } });
    for (const wrong of [{ uid: "another" }, { resourceVersion: "1" }]) {
      const refused = await remove(wrong);
      expect([refused.status, refused.body.reason]).toEqual([409, "Conflict"]);
    }
    const { uid, resourceVersion } = live.metadata;
    expect((await remove({ uid, resourceVersion })).status).toBe(200);
    expect((await demo.ask(one)).body.message).toBe('virtualservices.networking.istio.io "cart" not found');
  });

  it("hold leases with compare and swap", async () => {
    const url = "/apis/coordination.k8s.io/v1/namespaces/shop/leases";
    const lease = (holderIdentity: string, metadata: object) => ({
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: { name: "heddle", ...metadata },
      spec: { holderIdentity, leaseDurationSeconds: 15 },
    });
    const first = await demo.ask(url, { method: "POST", body: lease("a", {}) });
    const { resourceVersion } = first.object().metadata;
    const take = (holder: string) =>
      demo.ask(`${url}/heddle`, { method: "PUT", body: lease(holder, { resourceVersion }) });
    expect((await take("b")).status).toBe(200);
    expect((await take("c")).status).toBe(409);
  });

  it("speak every served version of a kind", async () => {
    await create(splitOf("cart", 90, 10));
    const old = await demo.ask("/apis/networking.istio.io/v1alpha3/namespaces/shop/virtualservices/cart");
    expect(old.object().apiVersion).toBe("networking.istio.io/v1alpha3");
  });
});
