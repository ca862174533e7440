import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { isRecord } from "@/lib/config/clean-manifest";
import { groupFromApiVersion } from "@/lib/mesh/object-ref";
import { judgeObject } from "./judge";
import { schemaOfKind, type JsonSchema } from "./json-schema";

const acceptance = path.resolve(import.meta.dirname, "../../../../shared/acceptance");
const documentsOf = (file: string): readonly Record<string, unknown>[] =>
  parseAllDocuments(readFileSync(file, "utf8"))
    .map((document): unknown => document.toJS({ maxAliasCount: -1 }))
    .filter(isRecord);
const filesOf = (folder: string) =>
  existsSync(folder) ? readdirSync(folder).map((file) => path.join(folder, file)) : [];

type Definition = {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: JsonSchema };
    }[];
  };
};

/** The CRDs as an API server publishes them. */
function schemas(): ReadonlyMap<string, JsonSchema> {
  const found = new Map<string, JsonSchema>();
  const files = [
    path.join(acceptance, "crds/istio.yaml"),
    ...filesOf(path.join(acceptance, "crds/gateway-api")),
  ];
  for (const definition of files
    .flatMap(documentsOf)
    .filter(({ kind }) => kind === "CustomResourceDefinition")) {
    const { group, names, versions } = (definition as unknown as Definition).spec;
    for (const { name: version, schema } of versions) {
      const id = { group, version, kind: names.kind };
      const text = { type: "string" };
      const properties = {
        ...schema.openAPIV3Schema.properties,
        apiVersion: text,
        kind: text,
        metadata: { type: "object" },
      };
      const published = { ...schema.openAPIV3Schema, properties, "x-kubernetes-group-version-kind": [id] };
      const resolved = schemaOfKind({ components: { schemas: { one: published } } }, id);
      if (resolved !== undefined) found.set(`${group}/${version}/${names.kind}`, resolved);
    }
  }
  return found;
}

/** Upstream's checker prints the type of a value where the API server prints the value. */
const withoutValue = (text: string) => text.replaceAll(/Invalid value: ("[^"]*"|[\d.-]+)/g, "Invalid value");

describe.skipIf(!existsSync(path.join(acceptance, "crd-validity")))("the CRDs' own schemas", () => {
  const known = schemas();
  const answersOf = ({ _err, ...object }: Record<string, unknown>): readonly string[] => {
    const schema = known.get(`${String(object["apiVersion"])}/${String(object["kind"])}`);
    if (schema === undefined)
      return [`no schema of ${String(object["apiVersion"])} ${String(object["kind"])}`];
    return judgeObject(schema, object).map((problem) => `${problem.path}: ${problem.message}`);
  };

  it("accept and refuse every document as its file says, with the field named", () => {
    const outcomes = filesOf(path.join(acceptance, "crd-validity")).flatMap((file) =>
      documentsOf(file)
        .filter(({ kind }) => kind !== undefined)
        .map((document) => {
          const answers = answersOf(document);
          const wanted = document["_err"] === undefined ? undefined : withoutValue(String(document["_err"]));
          const isRight =
            wanted === undefined
              ? answers.length === 0
              : answers.some((answer) => withoutValue(answer).includes(wanted));
          return { isRight, text: `${path.basename(file)} wanted ${wanted} got ${answers.join(" | ")}` };
        }),
    );
    expect(outcomes.length).toBeGreaterThan(70);
    expect(outcomes.filter(({ isRight }) => !isRight).map(({ text }) => text)).toEqual([]);
  });

  it("accept every routing rule of the bookinfo sample", () => {
    const refused = filesOf(path.join(acceptance, "bookinfo"))
      .flatMap(documentsOf)
      .filter(
        ({ apiVersion }) =>
          known.has(`${String(apiVersion)}/VirtualService`) ||
          groupFromApiVersion(String(apiVersion)).endsWith("istio.io"),
      )
      .flatMap(answersOf);
    expect(refused).toEqual([]);
  });
});
