import { beforeEach, describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { splitOf, startFixture, virtualServices, type KubernetesFixture } from "./request-fixture";

const pod = (index: number): Manifest => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: `pod-${index}`,
    namespace: "shop",
    labels: { app: index % 2 === 0 ? "even" : "odd", index: String(index) },
  },
  spec: { nodeName: `node-${index % 3}` },
  status: { phase: index === 0 ? "Pending" : "Running" },
});
const pods = "/api/v1/namespaces/shop/pods";
const names = (items: readonly { metadata: { name: string } }[] = []) =>
  items.map((item) => item.metadata.name);

describe("reads", () => {
  let demo: KubernetesFixture;
  beforeEach(async () => {
    demo = await startFixture(Array.from({ length: 9 }, (_, index) => pod(index)));
    return () => demo.server.close();
  });
  const create = (name: string, labels?: object) =>
    demo.ask(virtualServices, {
      method: "POST",
      body: splitOf(name, 90, 10, labels === undefined ? {} : { labels }),
    });

  it("give pages that follow each other and stay at the first page's version", async () => {
    const first = await demo.ask(`${pods}?limit=4`);
    expect(names(first.body.items)).toEqual(["pod-0", "pod-1", "pod-2", "pod-3"]);
    expect(first.body.metadata).toMatchObject({ remainingItemCount: 5 });
    await create("cart");
    const second = await demo.ask(`${pods}?limit=100&continue=${first.body.metadata?.continue}`);
    expect(names(second.body.items)).toEqual(["pod-4", "pod-5", "pod-6", "pod-7", "pod-8"]);
    expect(second.body.metadata?.resourceVersion).toBe(first.body.metadata?.resourceVersion);
    expect(second.body.metadata?.continue).toBeUndefined();
    demo.store.compact();
    const late = await demo.ask(`${pods}?limit=100&continue=${first.body.metadata?.continue}`);
    expect([late.status, late.body.reason]).toEqual([410, "Expired"]);
    expect((await demo.ask(`${pods}?continue=nonsense`)).status).toBe(400);
  });

  it.each([
    ["labelSelector=app=even", 5],
    ["labelSelector=app!=even", 4],
    ["labelSelector=index in (1,2),app=odd", 1],
    ["labelSelector=index notin (1,2)", 7],
    ["labelSelector=!missing,app", 9],
    ["fieldSelector=metadata.name=pod-3", 1],
    ["fieldSelector=spec.nodeName=node-1,status.phase=Running", 3],
    ["fieldSelector=status.phase!=Running", 1],
  ])("select by %s", async (query, count) => {
    const { body } = await demo.ask(`/api/v1/pods?${encodeURI(query)}`);
    expect(body.items).toHaveLength(count);
  });

  it("refuse a field that can't be selected by", async () => {
    expect((await demo.ask(`${pods}?fieldSelector=spec.hostname=x`)).status).toBe(400);
  });

  it("leave apiVersion out of the items of built-in kinds only", async () => {
    await create("cart");
    expect((await demo.ask(pods)).body.items?.[0]).not.toHaveProperty("kind");
    expect((await demo.ask(virtualServices)).body.items?.[0]).toHaveProperty("kind", "VirtualService");
    expect((await demo.ask(`${pods}/pod-1`)).object().kind).toBe("Pod");
  });

  it("resume a watch after a list without a gap", async () => {
    await create("cart");
    const list = await demo.ask(virtualServices);
    await create("catalog");
    await demo.ask(`${virtualServices}/cart`, { method: "DELETE" });
    const watch = await demo.watch(
      `${virtualServices}?watch=1&resourceVersion=${list.body.metadata?.resourceVersion}`,
    );
    expect((await watch.next())?.type).toBe("ADDED");
    expect(await watch.next()).toMatchObject({ type: "DELETED", object: { metadata: { name: "cart" } } });
    await create("search");
    expect(await watch.next()).toMatchObject({ type: "ADDED", object: { metadata: { name: "search" } } });
  });

  it("send bookmarks to those who want them", async () => {
    const url = `${virtualServices}?watch=true&allowWatchBookmarks=true&resourceVersion=${demo.store.revision()}`;
    const watch = await demo.watch(url);
    await demo.ask("/api/v1/namespaces/shop/configmaps", {
      method: "POST",
      body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x" }, data: {} },
    });
    demo.server.faults.sendBookmarks();
    expect(await watch.next()).toEqual({
      type: "BOOKMARK",
      object: {
        apiVersion: "networking.istio.io/v1",
        kind: "VirtualService",
        metadata: { resourceVersion: String(demo.store.revision()) },
      },
    });
  });

  it("stream the present state first when asked for initial events", async () => {
    await create("cart");
    const initial =
      "watch=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan";
    const watch = await demo.watch(`${virtualServices}?${initial}`);
    expect((await watch.next())?.type).toBe("ADDED");
    expect((await watch.next())?.object.metadata).toMatchObject({
      annotations: { "k8s.io/initial-events-end": "true" },
    });
    expect((await demo.ask(`${virtualServices}?watch=1&sendInitialEvents=true`)).status).toBe(422);
  });

  it("show an object that leaves a selection as deleted", async () => {
    await create("cart", { team: "a" });
    const watch = await demo.watch(
      `${virtualServices}?watch=1&labelSelector=team%3Da&resourceVersion=${demo.store.revision()}`,
    );
    await demo.ask(`${virtualServices}/cart`, {
      method: "PATCH",
      body: { metadata: { labels: { team: "b" } } },
      type: "application/merge-patch+json",
    });
    expect((await watch.next())?.type).toBe("DELETED");
  });

  it("end a watch that is cut and one whose version is forgotten", async () => {
    const watch = await demo.watch(`${virtualServices}?watch=1&resourceVersion=${demo.store.revision()}`);
    demo.server.faults.cutWatches();
    await expect(watch.next()).rejects.toThrow("terminated");
    const before = demo.store.revision();
    await create("cart");
    demo.store.compact();
    const late = await demo.watch(`${virtualServices}?watch=1&resourceVersion=${before}`);
    expect(await late.next()).toMatchObject({ type: "ERROR", object: { code: 410, reason: "Expired" } });
    expect(await late.next()).toBeUndefined();
  });

  it("discover what they serve", async () => {
    const groups = await demo.ask("/apis/gateway.networking.k8s.io/v1");
    expect(groups.body).toMatchObject({
      kind: "APIResourceList",
      groupVersion: "gateway.networking.k8s.io/v1",
    });
    const schema = await demo.ask("/openapi/v3/apis/networking.istio.io/v1");
    expect(JSON.stringify(schema.body)).toContain('"perTryTimeout":{"type":"string"');
    expect((await demo.ask("/apis/nothing.example/v1/things")).status).toBe(404);
  });
});
