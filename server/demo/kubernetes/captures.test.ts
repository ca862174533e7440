import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { demoBindings } from "./access";
import { startKubernetes, type KubernetesServer } from "./server";
import { createObjectStore, type KubernetesStore } from "./store";

const captures = path.resolve(import.meta.dirname, "../../../../shared/meshbed/captures/kubernetes");
const capturedAtMs = Date.parse("2026-11-21T15:06:46Z");

type Capture = { readonly status: number; readonly body: Record<string, unknown> };

function capture(name: string): Capture {
  const text = readFileSync(path.join(captures, name), "utf8").trim();
  const [, body = "", status = ""] = /^([\s\S]*)\nHTTP (\d+)$/.exec(text) ?? [];
  const json = body.slice(body.indexOf("{"));
  return { status: Number(status), body: JSON.parse(json) };
}

/** Masks what no two servers have in common. */
function comparable(value: unknown): unknown {
  const text = JSON.stringify(value, (key, inner: unknown) =>
    ["uid", "resourceVersion"].includes(key) && typeof inner === "string" ? "*" : inner,
  );
  return JSON.parse(text);
}

const route = (v1: number, v2: number | string, weightName = "weight") => ({
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name: "reviews", namespace: "bookinfo" },
  spec: {
    hosts: ["reviews.bookinfo.svc.cluster.local"],
    http: [
      {
        route: [
          { destination: { host: "reviews.bookinfo.svc.cluster.local", subset: "v1" }, weight: v1 },
          { destination: { host: "reviews.bookinfo.svc.cluster.local", subset: "v2" }, [weightName]: v2 },
        ],
      },
    ],
  },
});

describe.skipIf(!existsSync(captures))("answers as the measured API server", () => {
  let store: KubernetesStore;
  let server: KubernetesServer;

  beforeEach(async () => {
    const bookinfo = { apiVersion: "v1", kind: "Namespace", metadata: { name: "bookinfo" } };
    store = createObjectStore({ nowMs: () => capturedAtMs, objects: [bookinfo] });
    server = await startKubernetes({ store }, { bindings: demoBindings });
    return () => server.close();
  });

  async function send(method: string, url: string, body?: unknown, token = server.token, type?: string) {
    const response = await fetch(`${server.url}${url}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        "user-agent": "curl/8",
        ...(body === undefined ? {} : { "content-type": type ?? "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  }
  const reviews = "/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices/reviews";
  const apply = (query: string, body: unknown, token?: string, url = reviews) =>
    send("PATCH", `${url}?${query}`, body, token, "application/apply-patch+yaml");

  const expectCaptured = (name: string, answer: { status: number; body: unknown }) => {
    const wanted = capture(name);
    expect(comparable(answer.body)).toEqual(comparable(wanted.body));
    expect(answer.status).toBe(wanted.status);
  };

  it("gives a dry run of a new object with 201, a uid and no resourceVersion, and stores nothing", async () => {
    expectCaptured("dry-run-admin-200.txt", await apply("fieldManager=heddle&dryRun=All", route(90, 10)));
    expect(store.list("networking.istio.io", "VirtualService")).toHaveLength(0);
  });

  it("creates, keeps still, refuses and forces an apply", async () => {
    expectCaptured("apply-admin-created.txt", await apply("fieldManager=heddle", route(50, 50)));
    const revision = store.revision();
    expectCaptured("apply-again-no-change.txt", await apply("fieldManager=heddle", route(50, 50)));
    expect(store.revision()).toBe(revision);
    expectCaptured("apply-conflict-409.txt", await apply("fieldManager=other-tool", route(80, 20)));
    expectCaptured(
      "apply-forced-managed-fields.txt",
      await apply("fieldManager=other-tool&force=true", route(80, 20)),
    );
    expectCaptured(
      "apply-schema-422.txt",
      await apply("fieldManager=heddle&dryRun=All&force=true", route(90, "many")),
    );
    const misspelt = route(90, 10, "wieght");
    for (const validation of ["Strict", "Warn"]) {
      expectCaptured(
        `apply-unknown-field-${validation.toLowerCase()}.txt`,
        await apply(`fieldManager=heddle&dryRun=All&fieldValidation=${validation}`, misspelt),
      );
    }
    const stale = {
      ...route(1, 2),
      metadata: { name: "reviews", namespace: "bookinfo", resourceVersion: "1" },
    };
    expectCaptured("put-stale-resource-version-409.txt", await send("PUT", reviews, stale));
    expectCaptured("delete.txt", await send("DELETE", reviews));
  });

  it("lists each broken CEL rule with its field", async () => {
    const bad = {
      apiVersion: "networking.istio.io/v1",
      kind: "DestinationRule",
      metadata: { name: "bad" },
      spec: {
        host: "reviews",
        trafficPolicy: {
          connectionPool: { tcp: { connectTimeout: "0s" } },
          outlierDetection: { interval: "0.1ms" },
        },
      },
    };
    const url = "/apis/networking.istio.io/v1/namespaces/bookinfo/destinationrules/bad";
    const wanted = capture("apply-cel-422.txt");
    const answer = await apply("fieldManager=heddle&dryRun=All", bad, undefined, url);
    expect(answer.status).toBe(wanted.status);
    const sorted = (body: Record<string, unknown>) => {
      const details = body.details as { causes: { field: string }[] };
      return {
        ...body,
        message: "",
        details: { ...details, causes: details.causes.toSorted((a, b) => (a.field < b.field ? -1 : 1)) },
      };
    };
    expect(sorted(answer.body)).toEqual(sorted(wanted.body));
  });

  it("refuses the viewer's writes and secrets, and an unknown token", async () => {
    const viewer = server.viewerToken;
    expectCaptured(
      "dry-run-viewer-403.txt",
      await apply("fieldManager=heddle&dryRun=All", route(90, 10), viewer),
    );
    expectCaptured(
      "secrets-viewer-403.txt",
      await send("GET", "/api/v1/namespaces/istio-system/secrets", undefined, viewer),
    );
    expectCaptured("bad-token-401.txt", await send("GET", "/api/v1/namespaces", undefined, "wrong"));
    expect(store.list("networking.istio.io", "VirtualService")).toHaveLength(0);
  });

  it("says what a person may do and who a person is", async () => {
    const spec = {
      resourceAttributes: {
        verb: "patch",
        group: "networking.istio.io",
        resource: "virtualservices",
        namespace: "bookinfo",
      },
    };
    const review = (token: string) =>
      send(
        "POST",
        "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
        { apiVersion: "authorization.k8s.io/v1", kind: "SelfSubjectAccessReview", spec },
        token,
      );
    const wanted = (name: string) => JSON.parse(readFileSync(path.join(captures, name), "utf8"));
    const admin = await review(server.token);
    expect(admin.status).toBe(201);
    expect(admin.body.status).toEqual(wanted("self-access-review-heddle-admin.json").status);
    const viewer = await review(server.viewerToken);
    expect(viewer.body.status).toEqual(wanted("self-access-review-heddle-viewer.json").status);
    const self = await send(
      "POST",
      "/apis/authentication.k8s.io/v1/selfsubjectreviews",
      { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" },
      server.viewerToken,
    );
    expect(self.body.status).toEqual(wanted("self-subject-review.json").status);
  });

  it("ends an expired watch with one ERROR event", async () => {
    const [line = ""] = readFileSync(path.join(captures, "watch-too-old.txt"), "utf8").split("\n");
    const wanted = JSON.parse(line);
    const { status, body } = await send(
      "GET",
      "/apis/networking.istio.io/v1/virtualservices?watch=1&resourceVersion=1",
    );
    expect(status).toBe(200);
    expect({ ...body, object: { ...body.object, message: "" } }).toEqual({
      ...wanted,
      object: { ...wanted.object, message: "" },
    });
    expect(body.object.message).toMatch(/^too old resource version: 1 \(\d+\)$/);
  });

  it("names groups and versions", async () => {
    const wanted = JSON.parse(readFileSync(path.join(captures, "api-group-networking.json"), "utf8"));
    const { body } = await send("GET", "/apis/networking.istio.io");
    expect(body).toEqual(wanted);
  });

  it("judges Gateways and routes in istiod's words", async () => {
    const read = (name: string) => JSON.parse(readFileSync(path.join(captures, name), "utf8"));
    const wanted = [
      read("gateway-api-gateways-shop.json"),
      read("gateway-api-gateways-unplaced.json"),
      ...["shop", "broken", "details-gamma"].map((name) => read(`gateway-api-httproutes-${name}.json`)),
    ];
    const services = ["bookinfo/productpage", "bookinfo/details", "istio-system/istio-ingressgateway"];
    for (const service of services) {
      const [namespace = "", name = ""] = service.split("/");
      store.create({ apiVersion: "v1", kind: "Service", metadata: { name, namespace } });
    }
    const urlOf = ({ kind, metadata }: { kind: string; metadata: { name: string } }) =>
      `/apis/gateway.networking.k8s.io/v1/namespaces/bookinfo/${kind.toLowerCase()}s/${metadata.name}`;
    for (const { apiVersion, kind, metadata, spec } of wanted) {
      const { name } = metadata;
      const object = { apiVersion, kind, metadata: { name }, spec };
      await apply("fieldManager=heddle", object, undefined, urlOf(object));
    }
    const timeless = (status: unknown) =>
      JSON.parse(JSON.stringify(status, (key, value) => (key === "lastTransitionTime" ? "" : value)));
    for (const object of wanted) {
      const { body } = await send("GET", urlOf(object));
      expect(body.spec).toEqual(object.spec);
      expect(timeless(body.status)).toEqual(timeless(object.status));
    }
  });
});
