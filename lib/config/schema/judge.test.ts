import { describe, expect, it } from "vitest";
import { judgeObject } from "./judge";
import { schemaAt, schemaOfKind, type JsonSchema } from "./json-schema";

const rule = (text: string, message = text) => ({ "x-kubernetes-validations": [{ rule: text, message }] });
const spec = (properties: Record<string, JsonSchema>, more: JsonSchema = {}): JsonSchema => ({
  type: "object",
  properties: { spec: { type: "object", properties, ...more } },
});
const said = (schema: JsonSchema, value: unknown) =>
  judgeObject(schema, { spec: value }).map(({ code, path }) => `${code} ${path}`);

describe("judging an object by its schema", () => {
  it("names an unknown field and the one that was meant", () => {
    const schema = spec({ timeout: { type: "string" }, retries: { type: "object" } });
    const [problem] = judgeObject(schema, { spec: { timout: "5s" } });
    expect(problem).toMatchObject({
      code: "unknown_field",
      path: "spec.timout",
      params: { nearest: "timeout" },
    });
    expect(judgeObject(schema, { spec: { zzz: 1 } })[0]?.params["nearest"]).toBe("");
  });

  it("leaves a rule that it can't evaluate to the dry run", () => {
    const schema = spec({ a: { type: "string", ...rule("self.format.named('x').validate(self)") } });
    expect(said(schema, { a: "x" })).toEqual([]);
    expect(said(spec({ a: { type: "integer", ...rule("self >= oldSelf") } }), { a: 1 })).toEqual([]);
  });

  it("asks the rules after the defaults are filled in, as the API server does", () => {
    const kind: JsonSchema = { type: "string", default: "Service" };
    const ref: JsonSchema = {
      type: "object",
      properties: { kind, port: { type: "integer" } },
      ...rule("self.kind != 'Service' || has(self.port)"),
    };
    expect(said(spec({ ref }), { ref: {} })).toEqual(["rule spec.ref"]);
    expect(said(spec({ ref }), { ref: { port: 80 } })).toEqual([]);
    expect(said(spec({ ref }), { ref: { kind: "Other" } })).toEqual([]);
  });

  it("asks no rule of a part whose shape is wrong, and those of other parts", () => {
    const port: JsonSchema = { type: "integer", ...rule("self > 0") };
    expect(said(spec({ a: port, b: port }), { a: "80", b: 0 })).toEqual(["type spec.a", "rule spec.b"]);
  });

  it("takes CEL's own words as field names and fractions as doubles", () => {
    const schema = spec(
      { namespace: { type: "string" }, share: { type: "number" } },
      rule("self.__namespace__ != '' && self.share <= 1.0"),
    );
    expect(said(schema, { namespace: "a", share: 1 })).toEqual([]);
    expect(said(schema, { namespace: "a", share: 1.5 })).toEqual(["rule spec"]);
  });

  it("finds twins in a keyed list and a null where a value is due", () => {
    const ports: JsonSchema = {
      type: "array",
      items: { type: "object", properties: { name: { type: "string" } } },
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["name"],
    };
    expect(said(spec({ ports }), { ports: [{ name: "a" }, { name: "b" }, { name: "a" }] })).toEqual([
      "duplicate spec.ports[2]",
    ]);
    expect(said(spec({ ports }), { ports: null })).toEqual(["type spec.ports"]);
  });

  it("follows references of the OpenAPI document, also those that end in themselves", () => {
    const id = { group: "a.b", version: "v1", kind: "Tree" };
    const self = { $ref: "#/components/schemas/node" };
    const schemas = {
      tree: {
        type: "object",
        properties: { root: { description: "Top.", allOf: [self] } },
        "x-kubernetes-group-version-kind": [id],
      },
      node: {
        type: "object",
        description: "Node.",
        properties: { name: { type: "string", enum: ["$ref"] }, child: self },
      },
    };
    const tree = schemaOfKind({ components: { schemas } }, id);
    expect(tree && schemaAt(tree, ["root"])?.description).toBe("Top.");
    expect(tree && schemaAt(tree, ["root", "child", "child", "name"])?.enum).toEqual(["$ref"]);
    expect(schemaOfKind({ components: { schemas } }, { ...id, version: "v2" })).toBeUndefined();
    expect(schemaOfKind("nonsense", id)).toBeUndefined();
  });
});
