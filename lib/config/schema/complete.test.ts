import { describe, expect, it } from "vitest";
import type { MeshNames } from "@/lib/config/references/mesh-names";
import { completeYaml, describeYaml } from "./complete";
import type { JsonSchema } from "./json-schema";

const destination: JsonSchema = {
  type: "object",
  required: ["host"],
  properties: {
    host: { type: "string", description: "Name of a service." },
    subset: { type: "string" },
    port: { type: "object" },
  },
};
const schema: JsonSchema = {
  type: "object",
  properties: {
    kind: { type: "string" },
    status: { type: "object" },
    spec: {
      type: "object",
      properties: {
        hosts: { type: "array", items: { type: "string" } },
        selector: {
          type: "object",
          properties: { matchLabels: { type: "object", additionalProperties: { type: "string" } } },
        },
        mode: { type: "string", enum: ["STRICT", "DISABLE"] },
        enabled: { type: "boolean" },
        http: {
          type: "array",
          items: { type: "object", properties: { name: { type: "string" }, destination } },
        },
      },
    },
  },
};
const names: MeshNames = {
  namespaces: ["shop", "istio-system"],
  services: [],
  hosts: ["cart.shop.svc.cluster.local", "*.pay.example"],
  subsets: { "cart.shop.svc.cluster.local": ["v1", "v2"] },
  gateways: ["istio-system/edge"],
  apiGateways: [],
  secrets: ["cert"],
  serviceAccounts: [],
  labels: { shop: { app: ["cart", "web"] } },
};
const known = { object: { kind: "VirtualService", namespace: "shop" }, schema, names };
const offered = (text: string, knowledge: Parameters<typeof completeYaml>[2] = known) =>
  completeYaml(text.replace("▮", ""), text.indexOf("▮"), knowledge)?.options ?? [];
const labels = (text: string) => offered(text).map(({ label }) => label);

describe("completion", () => {
  it("offers the fields that are not there yet, required ones first", () => {
    expect(labels("spec:\n  http:\n    - destination:\n        ▮\n        subset: v1\n")).toEqual([
      "host",
      "port",
    ]);
    expect(labels("▮")).toEqual(["kind", "spec"]);
  });

  it("opens what a field holds, with its indentation", () => {
    const [field] = offered("spec:\n  ho▮").filter(({ label }) => label === "hosts");
    expect(field?.apply).toBe("hosts:\n    - ");
    expect(offered("spec:\n  se▮").find(({ label }) => label === "selector")?.apply).toBe("selector:\n    ");
  });

  it("offers items with a dash below a list's key", () => {
    expect(offered("spec:\n  hosts:\n    ▮").map(({ apply }) => apply)).toEqual([
      "- cart.shop.svc.cluster.local",
      '- "*.pay.example"',
    ]);
    expect(offered("spec:\n  http:\n    ▮")[0]?.apply).toBe("- name: ");
  });

  it("offers allowed values and booleans behind the key", () => {
    expect(labels("spec:\n  mode: ▮")).toEqual(["STRICT", "DISABLE"]);
    expect(labels("spec:\n  enabled: t▮")).toEqual(["true", "false"]);
  });

  it("offers subsets of the host beside it, short or full", () => {
    expect(labels("spec:\n  http:\n    - destination:\n        host: cart\n        subset: ▮")).toEqual([
      "v1",
      "v2",
    ]);
    expect(labels("spec:\n  http:\n    - destination:\n        host: other\n        subset: ▮")).toEqual([]);
  });

  it("offers labels of the namespace's pods, and their values", () => {
    expect(labels("spec:\n  selector:\n    matchLabels:\n      ▮")).toEqual(["app"]);
    expect(labels("spec:\n  selector:\n    matchLabels:\n      app: ▮")).toEqual(["cart", "web"]);
  });

  it("offers kinds and their versions before anything is known", () => {
    const nothing = { object: { kind: "", namespace: "" }, schema: undefined, names: undefined };
    expect(offered("kind: ▮", nothing).some(({ label }) => label === "VirtualService")).toBe(true);
    expect(offered("kind: DestinationRule\napiVersion: ▮", nothing).map(({ label }) => label)).toContain(
      "networking.istio.io/v1",
    );
  });
});

describe("hovering a field", () => {
  it("tells what the schema says of it, on the key only", () => {
    const text = "spec:\n  http:\n    - destination:\n        host: cart\n";
    expect(describeYaml(text, text.indexOf("host") + 1, schema)).toMatchObject({
      path: ["spec", "http", 0, "destination", "host"],
      schema: { description: "Name of a service." },
    });
    expect(describeYaml(text, text.indexOf("cart"), schema)).toBeUndefined();
  });
});
