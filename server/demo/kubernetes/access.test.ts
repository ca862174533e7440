import { beforeEach, describe, expect, it } from "vitest";
import { splitOf, startFixture, virtualServices, type KubernetesFixture } from "./request-fixture";

describe("access", () => {
  let demo: KubernetesFixture;
  beforeEach(async () => {
    demo = await startFixture();
    return () => demo.server.close();
  });

  it("is refused without a token", async () => {
    const response = await fetch(`${demo.server.url}/api/v1/pods`);
    expect(response.status).toBe(401);
  });

  it("lets the viewer read and nothing else, and nobody nothing", async () => {
    const token = demo.server.viewerToken;
    expect((await demo.ask("/api/v1/pods", { token })).status).toBe(200);
    const body = splitOf("cart", 1, 1);
    const write = await demo.ask(virtualServices, { method: "POST", body, token });
    expect(write.body.message).toBe(
      'virtualservices.networking.istio.io is forbidden: User "heddle-viewer" cannot create resource "virtualservices" in API group "networking.istio.io" in the namespace "shop"',
    );
    const nobody = await demo.ask("/api/v1/pods", { token: demo.server.nobodyToken });
    expect(nobody.body.message).toBe(
      'pods is forbidden: User "heddle-nobody" cannot list resource "pods" in API group "" at the cluster scope',
    );
  });

  it("follows the impersonated person, for those who may impersonate", async () => {
    const headers = { "impersonate-user": "heddle-viewer" };
    const body = splitOf("cart", 1, 1);
    expect((await demo.ask(virtualServices, { method: "POST", body, headers })).status).toBe(403);
    const viewer = await demo.ask("/api/v1/pods", {
      headers: { "impersonate-user": "heddle-admin" },
      token: demo.server.viewerToken,
    });
    expect(viewer.body.message).toContain('cannot impersonate resource "users"');
    const groupOnly = await demo.ask("/api/v1/pods", { headers: { "impersonate-group": "admins" } });
    expect(groupOnly.status).toBe(400);
  });

  it("answers rules reviews and token reviews", async () => {
    const rules = await demo.ask("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", {
      method: "POST",
      body: { spec: { namespace: "shop" } },
      token: demo.server.viewerToken,
    });
    expect(rules.body).toMatchObject({ status: { incomplete: false } });
    const review = await demo.ask("/apis/authentication.k8s.io/v1/tokenreviews", {
      method: "POST",
      body: { spec: { token: "unknown" } },
    });
    expect(review.body).toMatchObject({ status: { authenticated: false } });
  });

  it("fails as often as a test asks, with the wait that it names", async () => {
    demo.server.faults.failNext(2, 429, 7);
    const first = await demo.ask("/api/v1/pods");
    expect([first.status, first.headers.get("retry-after")]).toEqual([429, "7"]);
    expect((await demo.ask("/api/v1/pods")).status).toBe(429);
    expect((await demo.ask("/api/v1/pods")).status).toBe(200);
  });
});
