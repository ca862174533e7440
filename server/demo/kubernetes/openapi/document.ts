import { createHash } from "node:crypto";
import { isRecord } from "@/lib/config/clean-manifest";
import type { JsonSchema } from "@/lib/config/schema/json-schema";
import { modelSchema } from "@/server/demo/kubernetes/openapi/model-schema";
import { withRules } from "@/server/demo/kubernetes/openapi/rules";
import { apiVersionFrom, resources, type Resource } from "@/server/demo/kubernetes/resources";
import { fieldsOfKind, type FieldNode } from "@/server/demo/kubernetes/schema/fields";

const open: JsonSchema = { "x-kubernetes-preserve-unknown-fields": true };

function schemaFromFields(node: FieldNode): JsonSchema {
  switch (node.type) {
    case "any":
      return open;
    case "string-or-number":
      return { "x-kubernetes-int-or-string": true };
    case "list":
      return { type: "array", items: schemaFromFields(node.items) };
    case "map":
      return { type: "object", additionalProperties: schemaFromFields(node.values) };
    case "object": {
      const properties = [...node.fields].map(([name, field]) => [name, schemaFromFields(field)] as const);
      return { type: "object", properties: Object.fromEntries(properties) };
    }
    case "string":
    case "number":
    case "boolean":
      return { type: node.type };
  }
}

const text: JsonSchema = { type: "string" };
const texts: JsonSchema = { type: "object", additionalProperties: text };
const metaName = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
const objectMeta: JsonSchema = {
  type: "object",
  description: "What every object has: its name, its namespace, its labels.",
  properties: {
    name: { ...text, description: "Unique within the namespace for this kind. Cannot be changed." },
    namespace: { ...text, description: "The space that the name is unique in. Cannot be changed." },
    generateName: { ...text, description: "The start of a name that the server completes." },
    labels: { ...texts, description: "Pairs by which selectors find the object." },
    annotations: {
      ...texts,
      description: "Pairs that tools keep with the object; selectors do not see them.",
    },
    finalizers: { type: "array", items: text },
    ownerReferences: { type: "array", items: open },
    managedFields: { type: "array", items: open },
    uid: text,
    resourceVersion: text,
    creationTimestamp: { ...text, nullable: true },
    deletionTimestamp: { ...text, nullable: true },
    deletionGracePeriodSeconds: { type: "integer" },
    generation: { type: "integer" },
    selfLink: text,
  },
};

function schemaOfResource(resource: Resource, version: string): unknown {
  const { group, kind, custom } = resource;
  const declared = fieldsOfKind(group, kind);
  const own = custom
    ? (modelSchema(group, version, kind) ?? (declared && schemaFromFields(declared)))
    : undefined;
  const { properties = {}, ...rest } = own ?? {};
  const common = {
    apiVersion: { ...text, description: "The API group and version in which the object is written." },
    kind: { ...text, description: "What the object is." },
    metadata: { allOf: [{ $ref: `#/components/schemas/${metaName}` }] },
  };
  const schema = withRules(kind, { ...rest, type: "object", properties: { ...properties, status: open } });
  return {
    ...schema,
    ...(own === undefined ? open : {}),
    required: (own?.required ?? []).filter((field) => field === "spec"),
    properties: { ...schema.properties, ...common },
    "x-kubernetes-group-version-kind": [{ group, kind, version }],
  };
}

const documents = new Map<string, unknown>();

/** The OpenAPI v3 document of an API version; undefined for one that is not served. */
export function openApiDocument(group: string, version: string): unknown {
  const name = apiVersionFrom(group, version);
  const served = resources.filter(
    (resource) => resource.group === group && resource.versions.includes(version),
  );
  if (served.length === 0) return undefined;
  if (!documents.has(name)) {
    const schemas = served.map((resource) => [
      `${group === "" ? "core" : group}.${version}.${resource.kind}`,
      schemaOfResource(resource, version),
    ]);
    documents.set(name, {
      openapi: "3.0.0",
      info: { title: "Kubernetes", version: "v1.36.3" },
      paths: {},
      components: { schemas: { [metaName]: objectMeta, ...Object.fromEntries(schemas) } },
    });
  }
  return documents.get(name);
}

/** The index at `/openapi/v3`: each API version with an address that changes with its content. */
export function openApiIndex(paths: readonly string[]): unknown {
  const rows = paths.map((path) => {
    const [, group = "", version = ""] = path.startsWith("api/") ? ["", "", path.slice(4)] : path.split("/");
    const document = openApiDocument(group, version);
    const content = isRecord(document) ? JSON.stringify(document) : path;
    const hash = createHash("sha256").update(content).digest("hex").slice(0, 32).toUpperCase();
    return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` }] as const;
  });
  return { paths: Object.fromEntries(rows) };
}
