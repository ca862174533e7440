import { schemaAt, schemaOfKind } from "@/lib/config/schema/json-schema";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { adminToken, contractVirtualService } from "@/test/contract/contract-object";
import { startFaultProxy, type FaultProxy } from "@/test/contract/fault-proxy";
import { startTarget, targetKind, type ContractTarget } from "@/test/contract/target";
import { faultOf } from "@/test/local-server";

const call = { purpose: "contract" };
const wet = { dryRun: false };
const dry = { dryRun: true };
const name = "heddle-contract-writes";
let target: ContractTarget;
let proxy: FaultProxy;

beforeAll(async () => {
  target = await startTarget();
  proxy = await startFaultProxy(target.apiServer);
});
afterEach(async () => {
  await target.sources.kubernetes
    .remove(refFromManifest(virtualService()), {}, wet, call)
    .catch(() => undefined);
});
afterAll(async () => {
  await proxy.close();
  await target.close();
});

const route = () => ({ destination: { host: target.service }, weight: 100 });
const virtualService = (spec?: Record<string, unknown>) => contractVirtualService(name, target, spec);

/** An apply by somebody who is not us. */
async function applyAs(manager: string, manifest: Manifest): Promise<number> {
  const { apiVersion, metadata } = manifest;
  const path = `/apis/${apiVersion}/namespaces/${metadata.namespace}/virtualservices/${metadata.name}`;
  const response = await fetch(`${proxy.url}${path}?fieldManager=${manager}&force=true`, {
    method: "PATCH",
    headers: {
      authorization: `Bearer ${await adminToken(target)}`,
      "content-type": "application/apply-patch+yaml",
    },
    body: JSON.stringify(manifest),
  });
  return response.status;
}

describe(`Kubernetes reads (${targetKind})`, () => {
  it("GET /version, POST selfsubjectreviews: tells version and who we are", async () => {
    expect(await target.sources.kubernetes.version(call)).toMatch(/^v\d+\.\d+\.\d+/);
    expect((await target.sources.kubernetes.whoAmI(call)).username).not.toBe("");
  });

  it("GET /openapi/v3/apis/<group>/<version>: describes a kind with its fields and rules", async () => {
    const { document, servedVersions } = await target.sources.kubernetes.openApi(
      "networking.istio.io/v1",
      call,
    );
    expect(servedVersions).toEqual(expect.arrayContaining(["v1", "v1beta1"]));
    const id = { group: "networking.istio.io", version: "v1", kind: "DestinationRule" };
    const schema = schemaOfKind(document, id);
    const timeout = schema && schemaAt(schema, ["spec", "trafficPolicy", "outlierDetection", "interval"]);
    expect(timeout?.["x-kubernetes-validations"]?.length).toBeGreaterThan(0);
    expect(timeout?.description).toMatch(/\w+ \w+/);
    expect(schema && schemaAt(schema, ["metadata", "labels"])?.type).toBe("object");
  });

  it("GET /openapi/v3: a version that is not served has no document, and the served ones are named", async () => {
    const { document, servedVersions } = await target.sources.kubernetes.openApi(
      "networking.istio.io/v9",
      call,
    );
    expect(document).toBeUndefined();
    expect(servedVersions).toContain("v1");
  });

  it.each([
    ["", "Pod", "v1"],
    ["", "Service", "v1"],
    ["apps", "Deployment", "apps/v1"],
    ["discovery.k8s.io", "EndpointSlice", "discovery.k8s.io/v1"],
  ])(
    "list and watch of %s/%s: objects carry apiVersion, kind and resourceVersion",
    async (group, kind, apiVersion) => {
      const { data, warnings } = await target.sources.kubernetes.list(group, kind, call, [target.namespace]);
      expect(warnings).toEqual([]);
      expect(data.length).toBeGreaterThan(0);
      for (const object of data) {
        expect(object).toMatchObject({ apiVersion, kind, metadata: { namespace: target.namespace } });
        expect(object.metadata.resourceVersion).toMatch(/^\d+$/);
      }
    },
  );

  it("GET of one object: the live object, or undefined when there is none", async () => {
    const ref = { apiVersion: "v1", kind: "Service", namespace: target.namespace, name: target.service };
    expect((await target.sources.kubernetes.get(ref, call))?.metadata.name).toBe(target.service);
    expect(await target.sources.kubernetes.get({ ...ref, name: "no-such-service" }, call)).toBeUndefined();
  });

  it("POST selfsubjectaccessreviews: an admin may write, a viewer may not", async () => {
    const question = {
      verb: "patch",
      group: "networking.istio.io",
      resource: "virtualservices",
      namespace: target.namespace,
    };
    const viewer = target.composed.kubernetes.as({ bearerToken: target.viewerToken });
    const [admin, other] = await Promise.all([
      target.sources.kubernetes.canI([question], call),
      viewer.canI([question], call),
    ]);
    expect([admin[0]?.allowed, other[0]?.allowed]).toEqual([true, false]);
  });
});

describe(`Kubernetes writes (${targetKind})`, () => {
  it("PATCH apply: a dry run says created and leaves nothing behind", async () => {
    const { kubernetes } = target.sources;
    const result = await kubernetes.apply(virtualService(), dry, call);
    expect([result.created, result.object.spec?.["hosts"]]).toEqual([true, ["contract.example"]]);
    expect(await kubernetes.get(refFromManifest(virtualService()), call)).toBeUndefined();
  });

  it("PATCH apply, JSON patch, DELETE: the watch cache sees each write", async () => {
    const { kubernetes } = target.sources;
    const cached = async () => {
      const { data } = await kubernetes.list("networking.istio.io", "VirtualService", call, [
        target.namespace,
      ]);
      return data.find(({ metadata }) => metadata.name === name);
    };
    await cached();
    const created = await kubernetes.apply(virtualService(), wet, call);
    expect(created.created).toBe(true);
    await expect
      .poll(async () => (await cached())?.metadata.resourceVersion, { timeout: 5000 })
      .toBe(created.object.metadata.resourceVersion);
    expect((await cached())?.metadata.managedFields?.[0]?.manager).toBe("heddle");
    const again = await kubernetes.apply(virtualService(), wet, call);
    expect([again.created, again.object.metadata.resourceVersion]).toEqual([
      false,
      created.object.metadata.resourceVersion,
    ]);
    const patched = await kubernetes.patchJson(
      refFromManifest(virtualService()),
      [
        { op: "test", path: "/spec/hosts/0", value: "contract.example" },
        { op: "replace", path: "/spec/hosts/0", value: "patched.example" },
      ],
      wet,
      call,
    );
    await expect
      .poll(async () => (await cached())?.spec?.["hosts"], { timeout: 5000 })
      .toEqual(["patched.example"]);
    const { uid, resourceVersion } = patched.object.metadata;
    await kubernetes.remove(refFromManifest(virtualService()), { uid, resourceVersion }, wet, call);
    await expect.poll(cached, { timeout: 5000 }).toBeUndefined();
  });

  it("PATCH apply: 409 of another field manager names it and the field, and force takes over", async () => {
    const { kubernetes } = target.sources;
    expect(await applyAs("other-tool", virtualService())).toBe(201);
    const mine = virtualService({ http: [{ timeout: "3s", route: [route()] }] });
    const error = await faultOf(kubernetes.apply(mine, dry, call));
    expect([error.reason, error.status]).toEqual(["conflict", 409]);
    expect(error.details["conflict"]).toMatchObject({
      kind: "field_manager",
      conflicts: [{ manager: "other-tool", field: ".spec.http" }],
    });
    expect((await kubernetes.apply(mine, { dryRun: true, force: true }, call)).created).toBe(false);
  });

  it("PUT: 409 of a stale resourceVersion is the other conflict", async () => {
    const { kubernetes } = target.sources;
    const { object } = await kubernetes.apply(virtualService(), wet, call);
    await kubernetes.apply(virtualService({ hosts: ["moved.example"] }), wet, call);
    const error = await faultOf(kubernetes.replace(object, wet, call));
    expect([error.reason, error.details["conflict"]]).toEqual(["conflict", { kind: "stale" }]);
  });

  it("DELETE: a precondition that does not hold deletes nothing", async () => {
    const { kubernetes } = target.sources;
    await kubernetes.apply(virtualService(), wet, call);
    const ref = refFromManifest(virtualService());
    const error = await faultOf(
      kubernetes.remove(ref, { uid: "00000000-0000-4000-8000-000000000000" }, wet, call),
    );
    expect(error.reason).toBe("conflict");
    expect(await kubernetes.get(ref, call)).toBeDefined();
  });

  it("PATCH json: a test that fails changes nothing", async () => {
    const { kubernetes } = target.sources;
    await kubernetes.apply(virtualService(), wet, call);
    const operations = [{ op: "test" as const, path: "/spec/hosts/0", value: "else" }];
    const error = await faultOf(
      kubernetes.patchJson(refFromManifest(virtualService()), operations, wet, call),
    );
    expect(error.reason).toBe("invalid");
  });
});

describe(`Kubernetes refusals (${targetKind})`, () => {
  it.each([
    ["an unknown field", { wieght: 1 }, "spec.http[0].route[0].wieght"],
    ["a wrong type", { weight: "half" }, "spec.http[0].route[0].weight"],
  ])("PATCH apply: %s names the field", async (_name, extra, field) => {
    const spec = { hosts: ["contract.example"], http: [{ route: [{ ...route(), ...extra }] }] };
    const error = await faultOf(target.sources.kubernetes.apply(virtualService(spec), dry, call));
    expect([error.reason, error.details["causes"]]).toMatchObject(["invalid", [{ field }]]);
  });

  it("POST: strict validation names an unknown field", async () => {
    const spec = { hosts: ["contract.example"], htp: [] };
    const error = await faultOf(target.sources.kubernetes.create(virtualService(spec), dry, call));
    expect([error.reason, error.details["causes"]]).toMatchObject(["invalid", [{ field: "spec.htp" }]]);
  });

  it("PATCH apply: a rule of the definition (CEL) is 422 with its cause", async () => {
    const rule: Manifest = {
      apiVersion: "networking.istio.io/v1",
      kind: "DestinationRule",
      metadata: { name, namespace: target.namespace },
      spec: { host: target.service, trafficPolicy: { connectionPool: { tcp: { connectTimeout: "0s" } } } },
    };
    const error = await faultOf(target.sources.kubernetes.apply(rule, dry, call));
    expect([error.reason, error.status]).toEqual(["invalid", 422]);
    expect(error.details["causes"]).toMatchObject([
      { field: "spec.trafficPolicy.connectionPool.tcp.connectTimeout" },
    ]);
  });

  it("401: a wrong token is unauthenticated", async () => {
    const stranger = target.composed.kubernetes.as({ bearerToken: "wrong" });
    expect((await faultOf(stranger.whoAmI(call))).reason).toBe("unauthenticated");
  });

  it("403: a viewer's write is forbidden in the API server's words", async () => {
    const viewer = target.composed.kubernetes.as({ bearerToken: target.viewerToken });
    const error = await faultOf(viewer.apply(virtualService(), dry, call));
    expect([error.reason, error.status]).toEqual(["forbidden", 403]);
    expect(error.message).toContain("cannot patch resource");
  });
});
