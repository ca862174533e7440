import { expect, it } from "vitest";
import { parseYaml } from "@/lib/config/yaml/parse";
import { identityRemarks } from "@/lib/config/yaml/text-problems";
import { configKinds } from "@/lib/config/families";
import { openApiDocument } from "@/server/demo/kubernetes/openapi/document";
import { judgeObject } from "./judge";
import { schemaOfKind } from "./json-schema";
import { templateKinds, templateOf } from "./templates";

it("every kind of mesh configuration has a template", () => {
  expect(templateKinds).toHaveLength(configKinds.length);
  expect(
    templateOf("apps/Deployment", { namespace: "a", service: "b", port: 80, serviceAccount: "web" }),
  ).toBeUndefined();
});

it.each(templateKinds)("%s's template is what its schema allows", (key) => {
  const text = templateOf(key, { namespace: "shop", service: "cart", port: 80, serviceAccount: "web" }) ?? "";
  const { documents } = parseYaml(text);
  expect([...documents.flatMap(({ problems }) => problems), ...identityRemarks(text, documents)]).toEqual([]);
  const [group = "", kind = ""] = key.split("/");
  const version = documents[0]?.manifest?.apiVersion.split("/")[1] ?? "";
  const schema = schemaOfKind(openApiDocument(group, version), { group, version, kind });
  expect(schema === undefined ? [] : judgeObject(schema, documents[0]?.value)).toEqual([]);
});
