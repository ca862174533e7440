import { describe, expect, it } from "vitest";
import { judgeObject } from "@/lib/config/schema/judge";
import { schemaAt, schemaOfKind } from "@/lib/config/schema/json-schema";
import { groupFromApiVersion } from "@/server/demo/kubernetes/resources";
import { seedObjects } from "@/server/demo/kubernetes/seed-objects";
import { buildMeshSpec } from "@/server/demo/world/mesh-spec";
import { openApiDocument, openApiIndex } from "./document";

const schemaOf = (apiVersion: string, kind: string) => {
  const group = groupFromApiVersion(apiVersion);
  const version = apiVersion.slice(apiVersion.indexOf("/") + 1);
  return schemaOfKind(openApiDocument(group, version), { group, version, kind });
};

describe("the demo's published schemas", () => {
  it("accept every seeded object", () => {
    const refused = seedObjects(buildMeshSpec(7), Date.parse("2026-03-02T06:00:00Z")).flatMap((object) => {
      const schema = schemaOf(object.apiVersion, object.kind);
      if (schema === undefined) return [];
      return judgeObject(schema, object).map(
        ({ path, message }) => `${object.kind} ${object.metadata.name} ${path}: ${message}`,
      );
    });
    expect(refused).toEqual([]);
  });

  it("carry documentation, allowed values and required fields", () => {
    const schema = schemaOf("networking.istio.io/v1", "VirtualService");
    expect(schema && schemaAt(schema, ["spec", "hosts"])?.description).toMatch(/destination hosts/i);
    const route = schemaOf("gateway.networking.k8s.io/v1", "HTTPRoute");
    const path = route && schemaAt(route, ["spec", "rules", 0, "matches", 0, "path", "type"]);
    expect(path?.enum).toEqual(["Exact", "PathPrefix", "RegularExpression"]);
    expect(route && schemaAt(route, ["spec", "parentRefs", 0])?.required).toEqual(["name"]);
    const mode = schemaOf("security.istio.io/v1", "PeerAuthentication");
    expect(mode && schemaAt(mode, ["spec", "mtls", "mode"])?.enum).toContain("STRICT");
  });

  it("carry rules that can be evaluated here", () => {
    const rule = schemaOf("networking.istio.io/v1", "DestinationRule");
    const object = {
      apiVersion: "networking.istio.io/v1",
      kind: "DestinationRule",
      metadata: { name: "a" },
      spec: { host: "a", trafficPolicy: { outlierDetection: { interval: "0s" } } },
    };
    expect(rule && judgeObject(rule, object).map(({ path }) => path)).toEqual([
      "spec.trafficPolicy.outlierDetection.interval",
    ]);
  });

  it("are listed with an address that has their content's hash", () => {
    const index = openApiIndex(["api/v1", "apis/networking.istio.io/v1"]) as {
      paths: Record<string, { serverRelativeURL: string }>;
    };
    expect(index.paths["apis/networking.istio.io/v1"]?.serverRelativeURL).toMatch(
      /^\/openapi\/v3\/apis\/networking\.istio\.io\/v1\?hash=[0-9A-F]{32}$/,
    );
    expect(openApiDocument("networking.istio.io", "v9")).toBeUndefined();
  });
});
