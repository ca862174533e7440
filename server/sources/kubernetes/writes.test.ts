import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { closeServers, faultOf } from "@/test/local-server";
import { kubernetesAt, sendJson, serveKubernetes, statusBody, type FakeAnswer } from "@/test/fake-kubernetes";
import { explainKubernetes } from "./explain";

const disposals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const dispose of disposals.splice(0)) await dispose();
  await closeServers();
});

const call = { purpose: "test" };
const reviews = {
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name: "reviews", namespace: "bookinfo" },
  spec: { hosts: ["reviews"] },
};

async function start(script: FakeAnswer) {
  const kubernetes = await kubernetesAt((await serveKubernetes(script)).url);
  disposals.push(kubernetes.dispose);
  return kubernetes;
}

describe("writes", () => {
  it("applies with our field manager, strict validation and without managed fields", async () => {
    const seen: string[] = [];
    const { source } = await start((url, request, response) => {
      seen.push(`${request.method} ${url.pathname}${url.search}`, String(request.headers["content-type"]));
      request.setEncoding("utf8").on("data", (text: string) => seen.push(text));
      request.on("end", () => {
        response
          .writeHead(201, { warning: '299 - "use v1", 299 - "say \\"hi\\""' })
          .end(JSON.stringify(reviews));
      });
      return true;
    });
    const manifest = { ...reviews, metadata: { ...reviews.metadata, managedFields: [{ manager: "x" }] } };
    const result = await source.apply(manifest, { dryRun: true }, call);
    expect(result).toEqual({ object: reviews, created: true, warnings: ["use v1", 'say "hi"'] });
    expect(seen).toEqual([
      "PATCH /apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices/reviews?force=false&fieldManager=heddle&fieldValidation=Strict&dryRun=All",
      "application/apply-patch+yaml",
      JSON.stringify(reviews),
    ]);
  });

  it("puts a status to its own address", async () => {
    const seen: string[] = [];
    const { source } = await start((url, request, response) => {
      seen.push(`${request.method} ${url.pathname}`);
      return sendJson(response, reviews);
    });
    await source.replace(reviews, { dryRun: true, subresource: "status" }, call);
    await source.replace(reviews, { dryRun: true }, call);
    const path = "/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices/reviews";
    expect(seen).toEqual([`PUT ${path}/status`, `PUT ${path}`]);
  });

  it("reads the events of one object alone", async () => {
    let asked = "";
    const item = { metadata: { name: "e1" }, reason: "Synced", lastTimestamp: "2026-01-01T00:00:00Z" };
    const { source } = await start((url, _request, response) => {
      asked = `${url.pathname} ${url.searchParams.get("fieldSelector") ?? ""}`;
      return sendJson(response, { items: [item, { metadata: { name: "e2" }, count: null, message: 3 }] });
    });
    const ref = { apiVersion: "flagger.app/v1beta1", kind: "Canary", namespace: "shop", name: "cart" };
    const { data } = await source.events(ref, call);
    expect(asked).toBe("/api/v1/namespaces/shop/events involvedObject.kind=Canary,involvedObject.name=cart");
    expect(data).toEqual([
      { key: "e1", type: "", reason: "Synced", message: "", count: 1, atMs: Date.parse("2026-01-01") },
      { key: "e2", type: "", reason: "", message: "", count: 1 },
    ]);
  });

  it("deletes only the object that was meant", async () => {
    let body = "";
    const { source } = await start((_url, request, response) => {
      request.setEncoding("utf8").on("data", (text: string) => (body += text));
      request.on("end", () => sendJson(response, { kind: "Status", status: "Success" }));
      return true;
    });
    const ref = {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      namespace: "bookinfo",
      name: "reviews",
    };
    await source.remove(ref, { uid: "u1", resourceVersion: "7" }, { dryRun: false }, call);
    expect(JSON.parse(body)).toMatchObject({ preconditions: { uid: "u1", resourceVersion: "7" } });
  });

  it("reads an absent object as undefined", async () => {
    const { source } = await start((_url, _request, response) =>
      sendJson(response, statusBody(404, "NotFound", "no"), 404),
    );
    const ref = { apiVersion: "v1", kind: "Service", namespace: "a", name: "b" };
    expect(await source.get(ref, call)).toBeUndefined();
  });

  it("speaks as the person whose token it was given", async () => {
    let header = "";
    const kubernetes = await start((_url, request, response) => {
      header = String(request.headers.authorization);
      return sendJson(response, { status: { userInfo: { username: "ada", groups: ["sre"] } } });
    });
    expect(await kubernetes.as({ bearerToken: "hers" }).whoAmI(call)).toEqual({
      username: "ada",
      groups: ["sre"],
    });
    expect(header).toBe("Bearer hers");
  });

  it("impersonates with one header line per group", async () => {
    let raw: string[] = [];
    const kubernetes = await start((_url, request, response) => {
      raw = request.rawHeaders.filter((_, index, all) => /impersonate/i.test(all[index - (index % 2)] ?? ""));
      return sendJson(response, { status: { userInfo: { username: "ada" } } });
    });
    await kubernetes.as({ impersonateUser: "ada", impersonateGroups: ["a", "b"] }).whoAmI(call);
    expect(raw).toEqual(["impersonate-user", "ada", "impersonate-group", "a", "impersonate-group", "b"]);
  });
});

describe("refused writes", () => {
  const refused = async (status: number, body: object) => {
    const { source } = await start((_url, _request, response) => sendJson(response, body, status));
    return faultOf(source.apply(reviews, { dryRun: true }, call));
  };

  it("a field manager's conflict names manager, field, version and time", async () => {
    const causes = [
      {
        reason: "FieldManagerConflict",
        message: 'conflict with "argocd" using networking.istio.io/v1 at 2026-11-21T15:06:46Z',
        field: ".spec.http",
      },
      { reason: "FieldManagerConflict", message: 'conflict with "flagger"', field: ".spec.hosts" },
    ];
    const error = await refused(
      409,
      statusBody(409, "Conflict", "Apply failed with 2 conflicts", { causes }),
    );
    expect(error.details["conflict"]).toEqual({
      kind: "field_manager",
      conflicts: [
        {
          manager: "argocd",
          field: ".spec.http",
          apiVersion: "networking.istio.io/v1",
          time: "2026-11-21T15:06:46Z",
        },
        { manager: "flagger", field: ".spec.hosts" },
      ],
    });
  });

  it("a stale resourceVersion is the other conflict", async () => {
    const error = await refused(
      409,
      statusBody(409, "Conflict", "the object has been modified", { name: "reviews" }),
    );
    expect([error.code, error.details["conflict"]]).toEqual(["conflict", { kind: "stale" }]);
  });

  it("a webhook's denial is told in its own words", async () => {
    const words = 'admission webhook "validation.istio.io" denied the request: weight must be 100';
    const error = await refused(400, statusBody(400, "BadRequest", words));
    expect([error.reason, error.details["webhook"]]).toEqual(["invalid", "validation.istio.io"]);
    expect(error.message).toContain(words);
  });

  it("strict decoding names the unknown fields", async () => {
    const message =
      'VirtualService in version "v1" cannot be handled: strict decoding error: unknown field "spec.htp"';
    const error = await refused(400, statusBody(400, "BadRequest", message));
    expect(error.details["causes"]).toEqual([
      { field: "spec.htp", message: "unknown field", reason: "FieldValueNotSupported" },
    ]);
  });
});

const captures = path.resolve("../shared/meshbed/captures/kubernetes");

describe.skipIf(!existsSync(captures))("refusals of a real API server", () => {
  const explained = (name: string, status: number) => {
    const text = readFileSync(path.join(captures, name), "utf8").replace(/\nHTTP \d+\s*$/, "");
    return explainKubernetes({ status, text, headers: new Headers() });
  };

  it.each([
    ["apply-unknown-field-strict.txt", "spec.http[0].route[1].wieght", "field not declared in schema"],
    ["apply-schema-422.txt", "spec.http[0].route[1].weight", "expected numeric (int or float), got string"],
  ])("%s is invalid with the field although it is a 500", (name, field, message) => {
    const fault = explained(name, 500);
    expect([fault?.reason, fault?.details?.["causes"]]).toEqual([
      "invalid",
      [{ field, message, reason: "FieldValueInvalid" }],
    ]);
  });

  it("a CEL error lists every cause", () => {
    const fault = explained("apply-cel-422.txt", 422);
    expect([fault?.reason, fault?.details?.["causes"]]).toMatchObject([
      "invalid",
      [{ reason: "FieldValueInvalid" }, {}],
    ]);
  });

  it("tells the two kinds of 409 apart", () => {
    const kind = (name: string) => {
      const conflict = explained(name, 409)?.details?.["conflict"];
      return typeof conflict === "object" && conflict !== null && "kind" in conflict
        ? conflict.kind
        : undefined;
    };
    expect([kind("apply-conflict-409.txt"), kind("put-stale-resource-version-409.txt")]).toEqual([
      "field_manager",
      "stale",
    ]);
  });
});
