import { describe, expect, it } from "vitest";
import type { JsonSchema } from "@/lib/config/schema/json-schema";
import { copyTo, editsFromText } from "./edits";
import { parseYaml } from "./parse";
import { identityRemarks, schemaRemarks } from "./text-problems";

const yaml = (
  name: string,
  more = "namespace: shop",
  kind = "VirtualService",
  apiVersion = "networking.istio.io/v1",
) => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  ${more}\nspec:\n  hosts: [a]\n`;
const ref = {
  apiVersion: "networking.istio.io/v1beta1",
  kind: "VirtualService",
  namespace: "shop",
  name: "cart",
};
const origin = { ref, resourceVersion: "7" };
const edits = (text: string, from: Parameters<typeof editsFromText>[1] = origin, remove = false) => {
  const { edits: found, leaves } = editsFromText(parseYaml(text).documents, from, remove);
  return {
    edits: found.map(
      ({ action, manifest, baseResourceVersion }) =>
        `${action} ${manifest.metadata.name} ${baseResourceVersion ?? "-"}`,
    ),
    leaves: leaves?.name,
  };
};
const remarks = (text: string) =>
  identityRemarks(text, parseYaml(text).documents).map(({ code, line }) => `${code}@${line}`);

describe("the edits of a text", () => {
  it("carry the version that the object was opened at, in whatever API version it is written", () => {
    expect(edits(yaml("cart"))).toEqual({ edits: ["put cart 7"], leaves: undefined });
  });

  it("are several when the text has several documents", () => {
    expect(edits(`${yaml("cart")}---\n${yaml("web")}`).edits).toEqual(["put cart 7", "put web -"]);
  });

  it("leave the old object when the name was changed, or delete it when that is asked for", () => {
    expect(edits(yaml("cart2"))).toEqual({ edits: ["put cart2 -"], leaves: "cart" });
    expect(edits(yaml("cart2"), origin, true).edits).toEqual(["put cart2 -", "delete cart 7"]);
    expect(edits(yaml("cart", "namespace: other")).leaves).toBe("cart");
  });

  it("create an object anew that was deleted meanwhile", () => {
    expect(edits(yaml("cart"), { ref })).toEqual({ edits: ["put cart -"], leaves: undefined });
  });
});

describe("the objects of a text", () => {
  it("need a namespace where their kind has one, and none elsewhere", () => {
    expect(remarks(yaml("a", "labels: {}"))).toEqual(["missing_namespace@3"]);
    expect(remarks(yaml("a", "namespace: b", "Namespace", "v1"))).toEqual(["needless_namespace@5"]);
  });

  it("must be of a kind that is written here, and of its group", () => {
    expect(remarks(yaml("a", "namespace: b", "VirtualServise"))).toEqual(["unknown_kind@2"]);
    expect(remarks(yaml("a", "namespace: b", "VirtualService", "security.istio.io/v1"))).toEqual([
      "wrong_group@1",
    ]);
  });

  it("are there once", () => {
    const text = `${yaml("a")}---\n${yaml("a")}`;
    const [twin] = identityRemarks(text, parseYaml(text).documents);
    expect(twin).toMatchObject({ code: "twin", line: 12, params: { first: "4" } });
  });

  it("are judged at the line of the field", () => {
    const schema: JsonSchema = {
      type: "object",
      properties: {
        apiVersion: {},
        kind: {},
        metadata: {},
        spec: { type: "object", properties: { hosts: { type: "string" } } },
      },
    };
    const text = `# first\n---\n${yaml("a")}`;
    const [document] = parseYaml(text).documents;
    expect(
      document && schemaRemarks(text, document, schema).map(({ code, line }) => `${code}@${line}`),
    ).toEqual(["schema_type@9"]);
  });
});

it("a copy leaves behind what belongs to the place", () => {
  const [document] = parseYaml(yaml("cart")).documents;
  const manifest = document?.manifest;
  const owned = manifest && { ...manifest, metadata: { ...manifest.metadata, ownerReferences: [] } };
  expect(owned && copyTo(owned, "other").metadata).toEqual({ name: "cart", namespace: "other" });
});
